import pg from 'pg';
import type { Log } from '../telemetry/port.ts';
import { isConnectionLoss, reasonOf } from './errors.ts';

/** Milliseconds; each bounds a wait that would otherwise have no end. */
const connectMs = 5_000;
const lockMs = 5_000;
const statementMs = 15_000;
/** What a client waits for an answer: longer than the server takes at most, so that only a dead connection meets it. */
const answerMs = 20_000;
const idleInTransactionMs = 10_000;

/**
 * Every statement is written for an index. A plan made while a table was empty would read it from end to end, and
 * is kept until the next ANALYZE. A commit is answered when it is on the disk, whatever the server's default is.
 */
const options = '-c synchronous_commit=on -c default_transaction_isolation=read\\ committed -c enable_seqscan=off -c jit=off';

/** What all connections of the shop have in common. */
export function connectionSettings(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    fallback_application_name: 'shop',
    connectionTimeoutMillis: connectMs,
    lock_timeout: lockMs,
    statement_timeout: statementMs,
    query_timeout: answerMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    options,
  };
}

/** At most `max` connections, opened when they are needed and closed after half a minute without work. */
export function postgresPool(url: string, max: number, log: Log): pg.Pool {
  const pool = new pg.Pool({ ...connectionSettings(url), max, idleTimeoutMillis: 30_000 });
  // An idle connection that ends is replaced by the next who needs one; unheard, the event would end the process.
  pool.on('error', (error) => log.warn('an idle connection to PostgreSQL was lost', { reason: reasonOf(error) }));
  return pool;
}

/** Works with one connection; one that was lost, or left in an unknown state by an error, is not used again. */
export async function withConnection<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let failure: Error | undefined;
  // A lost connection fails its statement and raises an event besides, which unheard would end the process.
  const onError = (error: Error): void => {
    failure = error;
  };
  client.on('error', onError);
  try {
    return await work(client);
  } catch (error) {
    if (inTransaction(client) || isConnectionLoss(error)) failure ??= error as Error;
    throw error;
  } finally {
    client.off('error', onError);
    client.release(failure);
  }
}

/**
 * The rows of one statement that may be repeated. Asks once more where the connection was lost: it may have been an old
 * one that the server has given up meanwhile.
 */
export async function askTwice<R extends readonly unknown[]>(
  pool: pg.Pool,
  name: string,
  text: string,
  values: readonly unknown[],
): Promise<readonly R[]> {
  const query = { name, text, values: [...values], rowMode: 'array' as const };
  const ask = async (): Promise<readonly R[]> => (await pool.query<R & unknown[]>(query)).rows;
  return ask().catch((error: unknown) => (isConnectionLoss(error) ? ask() : Promise.reject(error as Error)));
}

function inTransaction(client: pg.PoolClient): boolean {
  return client.getTransactionStatus() !== 'I';
}

/** `host:port` of an address, without credentials or anything else that may be secret. */
export function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'an address that cannot be read';
  const { hostname, port } = new URL(url);
  return hostname === '' ? 'the local socket' : `${hostname}:${port || '5432'}`;
}
