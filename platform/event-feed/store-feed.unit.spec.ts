import { strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { manualClock } from '../clock/manual.ts';
import { newEvents } from '../event-store/contract/samples.ts';
import { memoryEventStore } from '../event-store/memory.ts';
import { eventFeedContract } from './contract.ts';
import { feedOfStore } from './contract-store.ts';
import { storeFeed } from './store-feed.ts';

eventFeedContract('memory store', async () => {
  const clock = manualClock(Date.UTC(2026, 0, 1));
  return feedOfStore(memoryEventStore({ clock }), clock);
});

describe('a checkpoint of the log', () => {
  it('claims nothing beyond a position when asked to', () => {
    const feed = storeFeed(memoryEventStore({ clock: manualClock(0) }));
    strictEqual(feed.notBeyond(['order'], '40', 30n), '30');
    strictEqual(feed.notBeyond(['order'], '40', 50n), '40');
    strictEqual(feed.notBeyond(['order'], '40', -1n), '-1');
  });
});

describe('the lag of a store that cannot count', () => {
  it('is told as at least 10,000 where it is more', async () => {
    const clock = manualClock(0);
    const store = memoryEventStore({ clock });
    for (let i = 0; i < 3; i++) await store.append(`order-${i}`, 'no_stream', newEvents(4_000));
    strictEqual((await storeFeed(store, clock).lag(['order'], null)).events, 10_000);
    strictEqual((await storeFeed(store, clock).lag(['order'], '3999')).events, 8_000);
  });
});
