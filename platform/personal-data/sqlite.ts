import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { keyBytes } from './memory.ts';
import type { KeyVault } from './port.ts';

/** How long a writer waits for another process, milliseconds. */
const busyTimeoutMs = 5_000;

/**
 * Rows are appended in order of `id` and a key is never moved to another page, so that no copy of it is left
 * behind in the file. A destroyed key is null: its customer is remembered.
 */
const schema = `
  CREATE TABLE IF NOT EXISTS customer_key (
    id INTEGER PRIMARY KEY,
    customer_id TEXT NOT NULL UNIQUE,
    key BLOB
  ) STRICT
`;

interface Row {
  readonly key: Buffer | null;
}

/**
 * A vault in a file of its own that only its owner may read; several processes may share it.
 *
 * A destroyed key leaves no bytes in the file: `secure_delete` overwrites, and there is no write-ahead log that
 * would keep old pages. `synchronous=EXTRA` also makes the removal of the rollback journal durable, or a loss of
 * power could bring a destroyed key back (https://sqlite.org/pragma.html#pragma_synchronous).
 */
export function openSqliteKeyVault({ file }: { readonly file: string }): KeyVault {
  mkdirSync(dirname(file), { recursive: true });
  closeSync(openSync(file, 'a', 0o600));
  chmodSync(file, 0o600);
  const database = new Database(file, { timeout: busyTimeoutMs });
  database.pragma('journal_mode = DELETE');
  database.pragma('synchronous = EXTRA');
  database.pragma('secure_delete = ON');
  database.exec(schema);

  const select = database.prepare<[string], Row>('SELECT key FROM customer_key WHERE customer_id = ?');
  const insert = database.prepare<[string, Buffer]>('INSERT OR IGNORE INTO customer_key (customer_id, key) VALUES (?, ?)');
  const remember = database.prepare<[string]>('INSERT OR IGNORE INTO customer_key (customer_id, key) VALUES (?, NULL)');
  const overwrite = database.prepare<[string]>(
    'UPDATE customer_key SET key = zeroblob(length(key)) WHERE customer_id = ? AND key IS NOT NULL',
  );
  const forget = database.prepare<[string]>('UPDATE customer_key SET key = NULL WHERE customer_id = ?');
  const make = database.transaction((customerId: string): Row | undefined => {
    insert.run(customerId, randomBytes(keyBytes));
    return select.get(customerId);
  });
  const destroy = database.transaction((customerId: string) => {
    remember.run(customerId);
    overwrite.run(customerId);
    forget.run(customerId);
  });
  const readMany = database.transaction((customerIds: readonly string[]) => {
    const found = new Map<string, Uint8Array>();
    for (const id of customerIds) {
      const key = select.get(id)?.key;
      if (key) found.set(id, key);
    }
    return found;
  });

  return {
    async keyFor(customerId) {
      const row = select.get(customerId) ?? make.immediate(customerId);
      return row?.key ?? null;
    },
    async existing(customerIds) {
      return readMany(customerIds);
    },
    async destroy(customerId) {
      destroy.immediate(customerId);
    },
    async close() {
      database.close();
    },
  };
}
