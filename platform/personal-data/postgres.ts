import { randomBytes } from 'node:crypto';
import { askTwice, postgresPool } from '../postgres/pool.ts';
import { prepareSchema, quotedSchema, type SchemaPart } from '../postgres/schema.ts';
import { type Log, silentLog } from '../telemetry/port.ts';
import { keyBytes } from './memory.ts';
import type { KeyVault } from './port.ts';

export interface PostgresKeyVaultOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Made, with its table, where it is not there. */
  readonly schema?: string;
  readonly log?: Log;
}

/** Connections of one vault: keys are mostly answered by the cache in front of it. */
const connections = 4;

/** A destroyed key is null: its customer is remembered. An id is kept as its bytes, since PostgreSQL's text has no NUL. */
const keyTable: SchemaPart = {
  part: 'customer_keys',
  version: 1,
  statements: (schema) => `CREATE TABLE ${schema}.customer_key (customer_id bytea PRIMARY KEY, key bytea)`,
};

/**
 * A vault in PostgreSQL, shared by all processes. A key is destroyed in the committed state, durably, when `destroy`
 * resolves, and no process gets it from then on.
 *
 * Its bytes last longer in what PostgreSQL keeps for itself, because an update writes a new version of the row:
 * the old version stays in the table's file until VACUUM has freed it and its space is used again (`VACUUM FULL` rewrites the
 * file), the write-ahead log keeps the bytes until its segment is recycled and replaced in the archive, and standbys
 * and backups keep them as long as they are kept. An erasure is complete when the oldest of these has gone: choose the retention of archives
 * and backups of this database accordingly, or keep the keys in a database of their own with a short one. Where that
 * cannot be had, the SQLite vault leaves no bytes behind.
 */
export async function openPostgresKeyVault(options: PostgresKeyVaultOptions): Promise<KeyVault> {
  const { url, schema = 'shop', log = silentLog } = options;
  const table = `${quotedSchema(schema)}.customer_key`;
  const pool = postgresPool(url, connections, log);
  try {
    await prepareSchema(pool, schema, keyTable);
  } catch (error) {
    await pool.end();
    throw error;
  }

  const one = `SELECT key FROM ${table} WHERE customer_id = $1`;
  // Of two who come at once the second waits for the first and changes nothing; nor is a destroyed key made again.
  const make = `INSERT INTO ${table} (customer_id, key) VALUES ($1, $2) ON CONFLICT (customer_id) DO NOTHING`;
  const many = `SELECT customer_id, key FROM ${table} WHERE customer_id = ANY ($1) AND key IS NOT NULL`;
  const forget = `INSERT INTO ${table} (customer_id, key) VALUES ($1, NULL) ON CONFLICT (customer_id) DO UPDATE SET key = NULL`;
  const read = (customerId: string) => askTwice<[key: Buffer | null]>(pool, 'key', one, [bytesOf(customerId)]);
  let closing: Promise<void> | undefined;

  return {
    async keyFor(customerId) {
      let [row] = await read(customerId);
      if (!row) {
        await askTwice(pool, 'make key', make, [bytesOf(customerId), randomBytes(keyBytes)]);
        [row] = await read(customerId);
      }
      return row?.[0] ?? null;
    },
    async existing(customerIds) {
      const rows = await askTwice<[id: Buffer, key: Buffer]>(pool, 'keys', many, [customerIds.map(bytesOf)]);
      return new Map(rows.map(([id, key]) => [id.toString(), key]));
    },
    async destroy(customerId) {
      await askTwice(pool, 'forget key', forget, [bytesOf(customerId)]);
    },
    close() {
      closing ??= pool.end();
      return closing;
    },
  };
}

function bytesOf(customerId: string): Buffer {
  return Buffer.from(customerId);
}
