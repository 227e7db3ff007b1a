import type { Clock } from '@shop/platform/clock/port.ts';
import { storeFeed } from '@shop/platform/event-feed/store-feed.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import type { Journey } from './journey.ts';

export interface Lag {
  readonly events: number;
  readonly seconds: number;
}

/** How much of the log is still to be carried; of a journey that has not begun nothing is known. */
export async function lagOf(store: EventStore, clock: Clock, journey: Journey | null): Promise<Lag> {
  const feed = storeFeed(store, clock);
  const legs = journey === null ? [] : [journey.main, ...(journey.refill ? [journey.refill] : [])];
  const lags = await Promise.all(legs.map(({ categories, position }) => feed.lag(categories, String(position))));
  return {
    events: lags.reduce((sum, { events }) => sum + events, 0),
    seconds: Math.max(0, ...lags.map(({ seconds }) => seconds)),
  };
}
