import { ownDatabase } from '@shop/distributed/testing/own-database.ts';
import { randomUUID } from 'node:crypto';
import type { Bench } from './bench.ts';
import { postgresOf } from './engines.ts';

/** A database of a row's own. */
export interface OwnPostgres extends AsyncDisposable {
  readonly url: string;
}

/** Makes a database on the server that is measured on; it goes with the row. */
export async function ownPostgres(bench: Bench): Promise<OwnPostgres> {
  const server = postgresOf(bench);
  if (server === null) throw new Error('there is no PostgreSQL to make a database on');
  const { url, drop } = await ownDatabase(server, `bench_${randomUUID().slice(0, 8)}`);
  return { url, [Symbol.asyncDispose]: drop };
}
