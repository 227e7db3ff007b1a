import type { ManualClock } from '../clock/manual.ts';
import type { EventStore } from '../event-store/port.ts';
import type { FeedUnderTest } from './contract.ts';
import { storeFeed } from './store-feed.ts';

/** The feed of an empty store, as the contract wants it. */
export function feedOfStore(store: EventStore, clock: ManualClock): FeedUnderTest {
  const lengths = new Map<string, number>();
  return {
    feed: storeFeed(store, clock),
    async record(stream, events) {
      const length = lengths.get(stream) ?? 0;
      await store.append(stream, length === 0 ? 'no_stream' : length - 1, events);
      lengths.set(stream, length + events.length);
    },
    advance: (ms) => clock.advance(ms),
    close: () => store.close(),
  };
}
