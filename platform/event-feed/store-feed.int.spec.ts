import { ok, strictEqual } from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { manualClock } from '../clock/manual.ts';
import { newEvents } from '../event-store/contract/samples.ts';
import type { EventStore } from '../event-store/port.ts';
import { openSqliteEventStore } from '../event-store/sqlite/store.ts';
import { eventFeedContract } from './contract.ts';
import { feedOfStore } from './contract-store.ts';
import { storeFeed } from './store-feed.ts';

async function openStore(clock = manualClock(Date.UTC(2026, 0, 1))) {
  const folder = mkdtempSync(join(tmpdir(), 'event-feed-'));
  const store = await openSqliteEventStore({ file: join(folder, 'events.db'), clock });
  const close = async (): Promise<void> => {
    await store.close();
    rmSync(folder, { recursive: true });
  };
  return { store, clock, close };
}

eventFeedContract('SQLite store', async () => {
  const { store, clock, close } = await openStore();
  return { ...feedOfStore(store, clock), close };
});

describe('the lag of a long SQLite log', () => {
  let store: EventStore;
  let close: () => Promise<void>;
  before(async () => {
    ({ store, close } = await openStore());
    for (let i = 0; i < 8; i++) await store.append(`${i % 4 ? 'order' : 'product'}-${i}`, 'no_stream', newEvents(5_000));
    await store.append('customer-1', 'no_stream', newEvents(1));
  });
  after(() => close());

  it('is exact near the head', async () => {
    const { lag } = storeFeed(store);
    strictEqual((await lag(['order'], '30001')).events, 9_999);
    strictEqual((await lag(['product'], '24000')).events, 1_000);
  });

  it('is estimated far behind it', async () => {
    const { events } = await storeFeed(store).lag(['order'], null);
    ok(events > 20_000 && events < 40_000, `${events}`);
  });

  it('is never 0 while something lies behind', async () => {
    ok((await storeFeed(store).lag(['customer'], null)).events > 0);
  });
});
