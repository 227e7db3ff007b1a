import type pg from 'pg';
import { reasonOf } from '../../postgres/errors.ts';
import { placeOf } from '../../postgres/pool.ts';
import { prepareSchema } from '../../postgres/schema.ts';
import type { Log } from '../../telemetry/port.ts';
import { EventStoreOpenError } from '../open-error.ts';
import { eventLog } from './format.ts';

/**
 * Makes the log where there is none. Throws {@link EventStoreOpenError}, with a sentence that names no credentials,
 * and ends the pool.
 */
export async function prepareLog(pool: pg.Pool, url: string, schema: string, log: Log): Promise<void> {
  try {
    await prepareSchema(pool, schema, eventLog);
    const { rows } = await pool.query<{ encoding: string; fsync: string }>(
      `SELECT current_setting('server_encoding') AS encoding, current_setting('fsync') AS fsync`,
    );
    if (rows[0]?.encoding !== 'UTF8') throw new Error(`the database's encoding is ${rows[0]?.encoding}, not UTF8`);
    if (rows[0].fsync === 'off') log.warn('PostgreSQL runs with fsync=off: a crash of its machine may lose acknowledged events');
  } catch (error) {
    await pool.end();
    throw new EventStoreOpenError(`The event log in PostgreSQL at ${placeOf(url)} cannot be opened: ${reasonOf(error)}.`, {
      cause: error,
    });
  }
}
