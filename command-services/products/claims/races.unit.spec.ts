import { equal, ok } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { manualClock } from '@shop/platform/clock/manual.ts';
import { memoryEventStore } from '@shop/platform/event-store/memory.ts';
import { type EventStore, EventStoreUnavailableError } from '@shop/platform/event-store/port.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';
import fc from 'fast-check';
import { causeOf, eventsOf, setUp, startOfTests } from '../testing.ts';

type Wait = () => Promise<void>;

/** Every call waits for its turn first, and once more before its answer arrives. A crashed process does nothing more. */
function interleaved(store: EventStore, wait: Wait, crashed: () => boolean): EventStore {
  const turn = async (): Promise<void> => {
    await wait();
    if (crashed()) throw new EventStoreUnavailableError('this process is gone');
  };
  return {
    async append(stream, expected, events) {
      await turn();
      const result = await store.append(stream, expected, events);
      await turn();
      return result;
    },
    async *readStream(stream, options) {
      await turn();
      const events = [];
      for await (const event of store.readStream(stream, options)) events.push(event);
      await turn();
      yield* events;
    },
    readAll: (options) => store.readAll(options),
    subscribeAll: (options) => store.subscribeAll(options),
    head: () => store.head(),
    close: () => store.close(),
  };
}

const skus = fc.uniqueArray(fc.constantFrom('A', 'B', 'C'), { minLength: 1, maxLength: 3 });
const wish = fc.record({
  /** Two wishes of one product are a client's request and its retry by way of another process. */
  product: fc.constantFrom('p', 'q', 'r'),
  skus,
  slug: fc.constantFrom('mug', 'cup', undefined),
  /** After so many calls to the store the process is gone. */
  diesAfter: fc.option(fc.integer({ min: 1, max: 30 }), { nil: Number.POSITIVE_INFINITY }),
});

/** Retries with another body beside the first attempt: one attempt fails where the other goes through. */
const retry = fc.record({
  product: fc.constantFrom('p', 'p', 'q'),
  skus,
  slug: fc.constantFrom('mug', 'cup'),
  diesAfter: fc.constant(Number.POSITIVE_INFINITY),
});

/** The store's times lie an hour back: every claim is old enough to be taken over at any moment. */
async function runAll(wishes: readonly (typeof wish extends fc.Arbitrary<infer W> ? W : never)[], scheduler: fc.Scheduler) {
  const store = memoryEventStore({ clock: manualClock(startOfTests - 3_600_000) });
  const clock = { now: () => startOfTests, sleep: () => Promise.resolve() };
  const runs = wishes.map(async ({ product, skus, slug, diesAfter }, space) => {
    let calls = 0;
    const step = scheduler.scheduleFunction(() => Promise.resolve());
    const wait = async (): Promise<void> => void (calls++, await step());
    const process = setUp({ clock, space, store: interleaved(store, wait, () => calls > diesAfter) });
    const variants = skus.map((sku) => ({ sku, options: {}, price: null }));
    const details = { productId: derivedId('product', product), name: 'Mug', description: '', category: null, variants, slug };
    const cause = causeOf(product, { body: JSON.stringify([skus, slug]) });
    try {
      const outcome = await process.commands.create(details, cause);
      return outcome.accepted ? 'accepted' : outcome.refusal.code;
    } catch (error) {
      ok(error instanceof EventStoreUnavailableError);
      return 'crashed';
    }
  });
  const all = Promise.all(runs);
  await scheduler.waitFor(all);
  return { store, outcomes: await all };
}

describe('processes that create products of the same SKUs at once, and crash anywhere', () => {
  const wishes = fc.oneof(fc.array(wish, { minLength: 2, maxLength: 4 }), fc.array(retry, { minLength: 3, maxLength: 5 }));
  it('never give a SKU or a slug to two products, nor leave a product without its claims', async () => {
    await fc.assert(
      fc.asyncProperty(wishes, fc.scheduler(), async (wishes, scheduler) => {
        const { store } = await runAll(wishes, scheduler);
        const { aggregates } = setUp({ store });
        const names = new Set<string>();
        for (const product of ['p', 'q', 'r']) {
          const { state } = await aggregates.products.load(derivedId('product', product));
          if (state.status === 'none') continue;
          for (const sku of state.variants.keys()) {
            ok(!names.has(sku), `${sku} twice`);
            names.add(sku);
            equal((await aggregates.skus.load(sku)).state.owner, state.productId);
          }
          ok(!names.has(state.slug), `${state.slug} twice`);
          names.add(state.slug);
          equal((await aggregates.slugs.load(state.slug)).state.owner, state.productId);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never use an event id twice', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { minLength: 2, maxLength: 4 }), fc.scheduler(), async (wishes, scheduler) => {
        const { store } = await runAll(wishes, scheduler);
        const ids = (await eventsOf(store)).map(({ id }) => id);
        equal(new Set(ids).size, ids.length);
      }),
      { numRuns: 60 },
    );
  });

  it('leave every name to be had by the next one', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { minLength: 1, maxLength: 3 }), fc.scheduler(), async (wishes, scheduler) => {
        const { store } = await runAll(wishes, scheduler);
        const { commands, aggregates } = setUp({ store, space: 9 });
        const used = new Set<string>();
        for (const product of ['p', 'q', 'r']) {
          for (const sku of (await aggregates.products.load(derivedId('product', product))).state.variants.keys()) used.add(sku);
        }
        const free = ['A', 'B', 'C'].filter((sku) => !used.has(sku));
        const variants = free.map((sku) => ({ sku, options: {}, price: null }));
        const next = { productId: derivedId('product', 'next'), name: 'Mug', description: '', category: null, variants };
        ok((await commands.create(next, causeOf('next'))).accepted);
      }),
      { numRuns: 60 },
    );
  });
});
