import type { FeedBatch } from '../event-feed/port.ts';

/**
 * Joins batches that have already arrived into one, up to about `most` events, so that a backlog of small
 * batches becomes few commits. Reads at most one batch ahead. `stop` must make `batches` end: it is called
 * when the reader leaves, since a batch may still be waited for.
 */
export async function* coalesce(batches: AsyncIterable<FeedBatch>, most: number, stop: () => void): AsyncGenerator<FeedBatch> {
  const iterator = batches[Symbol.asyncIterator]();
  let next = ahead(iterator);
  try {
    for (;;) {
      const first = await next.result;
      if (first.done) return;
      let joined = first.value;
      next = ahead(iterator);
      for (;;) {
        const more = await arrivedNow(next);
        if (!more || more.done || joined.events.length + more.value.events.length > most) break;
        joined = { ...more.value, events: [...joined.events, ...more.value.events] };
        next = ahead(iterator);
      }
      yield joined;
    }
  } finally {
    stop();
    await iterator.return?.();
  }
}

/** A feed answers from what it has within a few turns of promises; waiting for I/O would hold up what is here. */
const TURNS = 10;

async function arrivedNow(next: Ahead): Promise<IteratorResult<FeedBatch> | null> {
  for (let turn = 0; turn < TURNS && !next.arrived; turn++) await Promise.resolve();
  return next.arrived;
}

interface Ahead {
  readonly result: Promise<IteratorResult<FeedBatch>>;
  /** What came, once it is there; an error shows only where `result` is awaited. */
  arrived: IteratorResult<FeedBatch> | null;
}

function ahead(iterator: AsyncIterator<FeedBatch>): Ahead {
  const result = iterator.next();
  const next: Ahead = { result, arrived: null };
  result.then(
    (value) => {
      next.arrived = value;
    },
    () => {},
  );
  return next;
}
