import type { TestContext } from 'node:test';
import { systemClock } from '../../clock/system.ts';
import type { CountsBacklog } from '../backlog.ts';
import type { EventStore } from '../port.ts';
import { type DoubleOptions, type EventStoreDbDouble, startEventStoreDbDouble } from './double/server.ts';
import { openEventStoreDb } from './open.ts';
import type { Patience } from './store.ts';

/** A double and a store on it, both let go when the test ends. */
export interface Pair {
  readonly double: EventStoreDbDouble;
  readonly store: EventStore & CountsBacklog;
  /** Another store on the same double. */
  open(patience?: Partial<Patience>): Promise<EventStore & CountsBacklog>;
}

export async function startPair(t: TestContext, patience: Partial<Patience> = {}, options: DoubleOptions = {}): Promise<Pair> {
  const double = await startEventStoreDbDouble(options);
  t.after(() => double.close());
  const open = async (itsPatience = patience): Promise<EventStore & CountsBacklog> => {
    const { connectionString } = double;
    const store = await openEventStoreDb({ connectionString, clock: systemClock, patience: itsPatience });
    t.after(() => store.close());
    return store;
  };
  return { double, store: await open(), open };
}

/** Waits until it holds, at most `limit` milliseconds. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, limit = 30_000): Promise<void> {
  const end = Date.now() + limit;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not within ${limit} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
