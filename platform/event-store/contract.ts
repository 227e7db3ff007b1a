import { afterEach, beforeEach, describe } from 'node:test';
import { appendContract } from './contract/append.ts';
import { concurrencyContract } from './contract/concurrency.ts';
import { lifecycleContract } from './contract/lifecycle.ts';
import { contentContract } from './contract/content.ts';
import { readContract } from './contract/read.ts';
import { subscribeContract } from './contract/subscribe.ts';
import type { EventStore } from './port.ts';

/** A store under test, and how to let it go. */
export interface StoreUnderTest {
  readonly store: EventStore;
  close(): Promise<void>;
}

/**
 * What every {@link EventStore} keeps to. `open` answers an empty store, or a view as of one where the store is a
 * server's that cannot be emptied (`contract/isolated.ts`).
 */
export function eventStoreContract(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name}: an event store`, () => {
    let under: StoreUnderTest;
    beforeEach(async () => {
      under = await open();
    });
    afterEach(() => under.close());

    const store = (): EventStore => under.store;
    appendContract(store);
    concurrencyContract(store);
    contentContract(store);
    readContract(store);
    subscribeContract(store);
    lifecycleContract(store);
  });
}
