import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { Clock } from '../clock/port.ts';
import { type Leases, LeasesUnavailableError } from './port.ts';

/** How long one waits for another process, milliseconds. */
const busyTimeoutMs = 5_000;

/** `until` is milliseconds since the epoch. */
const schema = `
  CREATE TABLE IF NOT EXISTS lease (
    name TEXT PRIMARY KEY,
    owner TEXT NOT NULL,
    until INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID
`;

export interface SqliteLeasesOptions {
  /** Made, with its folder, where it is not there; shared by processes of one machine. */
  readonly file: string;
  readonly clock: Pick<Clock, 'now'>;
}

/** Leases in a small file, by the clock of the machine whose processes share it. */
export function openSqliteLeases({ file, clock }: SqliteLeasesOptions): Leases {
  mkdirSync(dirname(file), { recursive: true });
  const database = new Database(file, { timeout: busyTimeoutMs });
  // A lease lost with the machine's power has lost its owner too: nobody waits for the disk.
  database.pragma('synchronous = OFF');
  database.exec(schema);
  const take = database.prepare<{ name: string; owner: string; now: number; until: number }>(
    `INSERT INTO lease (name, owner, until) VALUES (:name, :owner, :until)
     ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
     WHERE lease.owner = excluded.owner OR lease.until <= :now`,
  );
  const end = database.prepare<[string, string]>('DELETE FROM lease WHERE name = ? AND owner = ?');
  const told = <T>(ask: () => T): T => {
    if (!database.open) throw new LeasesUnavailableError('the leases are closed');
    try {
      return ask();
    } catch (error) {
      if (error instanceof Database.SqliteError) throw new LeasesUnavailableError(error.message, { cause: error });
      throw error;
    }
  };

  return {
    async take(name, owner, ttlMs) {
      const now = clock.now();
      return told(() => take.run({ name, owner, now, until: now + ttlMs }).changes > 0);
    },
    async end(name, owner) {
      told(() => end.run(name, owner));
    },
    async close() {
      database.close();
    },
  };
}
