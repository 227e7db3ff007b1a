import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FeedBatch } from '../event-feed/port.ts';
import { coalesce } from './coalesce.ts';
import { RecentMap } from './recent-map.ts';

function batch(checkpoint: number, events: number): FeedBatch {
  return { events: Array.from({ length: events }, () => ({}) as never), checkpoint: String(checkpoint), caughtUp: true };
}

async function* of(...batches: FeedBatch[]): AsyncGenerator<FeedBatch> {
  yield* batches;
}

const seen = (batches: readonly FeedBatch[]) => batches.map(({ events, checkpoint }) => [events.length, checkpoint]);

describe('batches that have arrived', () => {
  it('are joined up to the most, each with the last checkpoint', async () => {
    const joined = await Array.fromAsync(
      coalesce(of(batch(1, 2), batch(2, 0), batch(3, 3), batch(4, 9), batch(5, 1)), 6, () => {}),
    );
    assert.deepEqual(
      seen(joined).reduce((sum, [events]) => sum + Number(events), 0),
      15,
    );
    assert.equal(joined.at(-1)?.checkpoint, '5');
    assert.ok(joined.length < 5);
    assert.ok(joined.every(({ events }) => events.length <= 9));
  });

  it('are not waited for', async () => {
    const gate = Promise.withResolvers<void>();
    async function* slow(): AsyncGenerator<FeedBatch> {
      yield batch(1, 1);
      await gate.promise;
      yield batch(2, 1);
    }
    const reader = coalesce(slow(), 10, () => {});
    assert.deepEqual(seen([(await reader.next()).value as FeedBatch]), [[1, '1']]);
    gate.resolve();
    assert.deepEqual(seen([(await reader.next()).value as FeedBatch]), [[1, '2']]);
  });

  it('come before the error behind them; leaving stops the source even while it is waited for', async () => {
    async function* failing(): AsyncGenerator<FeedBatch> {
      yield batch(1, 1);
      throw new Error('gone');
    }
    const reader = coalesce(failing(), 10, () => {});
    assert.equal(((await reader.next()).value as FeedBatch).checkpoint, '1');
    await assert.rejects(reader.next(), /gone/);

    const stop = new AbortController();
    async function* endless(): AsyncGenerator<FeedBatch> {
      yield batch(1, 1);
      await new Promise<void>((resolve) => stop.signal.addEventListener('abort', () => resolve()));
    }
    for await (const each of coalesce(endless(), 10, () => stop.abort())) if (each) break;
    assert.ok(stop.signal.aborted);
  });
});

describe('a recent map', () => {
  it('keeps what is used, forgets what is not, and knows whether it forgot', () => {
    const map = new RecentMap<number>(4);
    for (const key of ['b', 'c', 'd', 'a']) map.set(key, 1);
    assert.ok(map.complete);
    for (let i = 0; i < 20; i++) {
      map.set(`x${i}`, i);
      assert.equal(map.get('a'), 1);
    }
    assert.equal(map.get('b'), undefined);
    assert.equal(map.complete, false);
  });
});
