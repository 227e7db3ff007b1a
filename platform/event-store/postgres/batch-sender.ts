import type pg from 'pg';
import { systemClock } from '../../clock/system.ts';
import { isConnectionLoss, isPostgresError, reasonOf, sqlState } from '../../postgres/errors.ts';
import { withConnection } from '../../postgres/pool.ts';
import type { Outcome } from './append-queue.ts';
import type { WireAppend } from './wire.ts';

/** How long a lost connection is tried again for, milliseconds: longer than a server takes to start again after a crash. */
const patienceMs = 5_000;
const firstPauseMs = 20;
const longestPauseMs = 500;

/**
 * Sends batches to the database. A connection lost in the middle leaves open whether the batch was written: it is
 * sent again, unchanged, and answers as the first time where it was. The first attempt cannot come in between:
 * where it is still under way, the second waits for its lock.
 */
export class BatchSender {
  readonly #pool: pg.Pool;
  readonly #text: string;
  readonly #patienceMs: number;

  /** `schema` is quoted. */
  constructor(pool: pg.Pool, schema: string, patience = patienceMs) {
    this.#pool = pool;
    this.#text = `SELECT kept, value FROM ${schema}.append_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`;
    this.#patienceMs = patience;
  }

  /** The outcome of each append, in order. One that cannot be written does not hurt the others. Never rejects. */
  async commit(batch: readonly WireAppend[]): Promise<readonly Outcome[]> {
    const end = performance.now() + this.#patienceMs;
    let sent = false;
    for (let pause = firstPauseMs; ; pause = Math.min(longestPauseMs, pause * 2)) {
      try {
        return await this.#send(batch, () => (sent = true));
      } catch (error) {
        if (!isConnectionLoss(error) && isOfOne(error) && batch.length > 1) return this.#oneByOne(batch);
        // Before anything was sent, nothing can have been written: there is no outcome to find out.
        const again = sent && isConnectionLoss(error) && performance.now() < end;
        if (!again) return batch.map(() => ['unavailable', isPostgresError(error) ? reasonOf(error) : String(error)]);
      }
      await systemClock.sleep(pause);
    }
  }

  async #oneByOne(batch: readonly WireAppend[]): Promise<readonly Outcome[]> {
    const outcomes: Outcome[] = [];
    for (const append of batch) outcomes.push(...(await this.commit([append])));
    return outcomes;
  }

  #send(batch: readonly WireAppend[], sending: () => void): Promise<readonly Outcome[]> {
    return withConnection(this.#pool, async (client) => {
      const query = { name: 'append', text: this.#text, values: valuesOf(batch), rowMode: 'array' as const };
      sending();
      const { rows } = await client.query<[kept: boolean, value: string]>(query);
      return rows.map(([kept, value]) => (kept ? ['kept', BigInt(value)] : ['refused', Number(value)]));
    });
  }
}

/** One append can be the cause: a value, a constraint or a limit. */
function isOfOne(error: unknown): boolean {
  return /^(22|23|54)/.test(sqlState(error) ?? '');
}

function valuesOf(batch: readonly WireAppend[]): unknown[] {
  const places: { readonly append: number; readonly stream: string; readonly revision: number }[] = [];
  for (const [i, { stream, first, events }] of batch.entries()) {
    for (let n = 0; n < events.length; n++) places.push({ append: i + 1, stream, revision: first + n });
  }
  const events = batch.flatMap((append) => append.events);
  return [
    batch.map(({ stream }) => stream),
    batch.map(({ first }) => first),
    batch.map((append) => append.events.length),
    batch.map(({ recordedAt }) => recordedAt),
    places.map(({ append }) => append),
    places.map(({ stream }) => stream),
    places.map(({ revision }) => revision),
    events.map(({ id }) => id),
    events.map(({ type }) => type),
    events.map(({ data }) => data),
    events.map(({ metadata }) => metadata),
  ];
}
