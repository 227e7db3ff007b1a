import { isPostgresError, reasonOf } from '../postgres/errors.ts';
import { askTwice, postgresPool } from '../postgres/pool.ts';
import { prepareSchema, quotedSchema, type SchemaPart } from '../postgres/schema.ts';
import { type Log, silentLog } from '../telemetry/port.ts';
import { type Leases, LeasesUnavailableError } from './port.ts';

export interface PostgresLeasesOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  /** Made, with its table, where it is not there. */
  readonly schema?: string;
  readonly log?: Log;
}

const connections = 2;

const leaseTable: SchemaPart = {
  part: 'leases',
  version: 1,
  statements: (schema) =>
    `CREATE TABLE ${schema}.lease (name text COLLATE "C" PRIMARY KEY, owner text NOT NULL, until timestamptz NOT NULL)`,
};

/** Leases in PostgreSQL, by the server's clock alone: those of the processes need not agree. */
export async function openPostgresLeases(options: PostgresLeasesOptions): Promise<Leases> {
  const { url, schema = 'shop', log = silentLog } = options;
  const table = `${quotedSchema(schema)}.lease`;
  const pool = postgresPool(url, connections, log);
  try {
    await prepareSchema(pool, schema, leaseTable);
  } catch (error) {
    await pool.end();
    throw error;
  }

  // clock_timestamp(), because now() is when the statement began, and it may have waited for another's.
  const take = `
    INSERT INTO ${table} AS held (name, owner, until)
    VALUES ($1, $2, clock_timestamp() + $3::double precision * interval '1 millisecond')
    ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
    WHERE held.owner = excluded.owner OR held.until <= clock_timestamp()
    RETURNING true`;
  const end = `DELETE FROM ${table} WHERE name = $1 AND owner = $2`;
  let closing: Promise<void> | undefined;
  const ask = async (name: string, text: string, values: readonly unknown[]): Promise<boolean> => {
    if (closing) throw new LeasesUnavailableError('the leases are closed');
    try {
      return (await askTwice(pool, name, text, values)).length > 0;
    } catch (error) {
      if (isPostgresError(error)) throw new LeasesUnavailableError(reasonOf(error), { cause: error });
      throw error;
    }
  };

  return {
    take: (name, owner, ttlMs) => ask('take', take, [name, owner, ttlMs]),
    async end(name, owner) {
      await ask('end', end, [name, owner]);
    },
    close() {
      closing ??= pool.end();
      return closing;
    },
  };
}
