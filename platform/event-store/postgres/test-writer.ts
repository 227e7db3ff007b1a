import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { AppendResult, EventStore } from '../port.ts';
import { WrongExpectedRevisionError } from '../port.ts';
import { newEvents } from '../contract/samples.ts';

/** Appends one event within the client's own transaction, which the test then holds open; answers its position. */
export async function appendIn(client: pg.Client, schema: string, stream: string, first: number): Promise<bigint> {
  const { rows } = await client.query<{ kept: boolean; value: string }>(
    `SELECT * FROM ${schema}.append_events($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
    [[stream], [first], [1], [0], [1], [stream], [first], [randomUUID()], ['Sample'], ['{}'], ['{}']],
  );
  if (!rows[0]?.kept) throw new Error(`the append to ${stream} was refused`);
  return BigInt(rows[0].value);
}

/** Appends `count` single events to one stream that others write too; answers what it appended. */
export async function writeBeside(store: EventStore, stream: string, count: number): Promise<AppendResult[]> {
  const kept: AppendResult[] = [];
  let next = 0;
  while (kept.length < count) {
    try {
      const result = await store.append(stream, next === 0 ? 'no_stream' : next - 1, newEvents(1));
      kept.push(result);
      next = result.revision + 1;
    } catch (error) {
      if (!(error instanceof WrongExpectedRevisionError)) throw error;
      next = error.actual === 'no_stream' ? 0 : error.actual + 1;
    }
  }
  return kept;
}

/** Asks again until the answer is yes; fails after ten seconds. */
export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const end = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`in vain waited until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
