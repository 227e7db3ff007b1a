import { deepStrictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Fate, MemoryBroker } from './testing/memory-broker.ts';
import { expectedOf, revisionsOf, turn, type Running, World } from './testing/world.ts';

const categories = ['order', 'product', 'payment'];
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('append' as const), stream: fc.nat(5), count: fc.integer({ min: 1, max: 9 }) }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 1_500 }) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('kill' as const), relay: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('stop' as const), relay: fc.nat(1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('fail' as const), fate: fc.constantFrom<Fate>('lost ack', 'refused') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('delete' as const), category: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('replace' as const), category: fc.nat(2) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('away' as const), ms: fc.integer({ min: 1, max: 5_000 }) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** Two relays, each killed and started again as the steps say; a killed one never hears another answer. */
class Two {
  readonly world = new World();
  readonly broker = new MemoryBroker(categories);
  readonly #running: (Running & { readonly alive: { yes: boolean } })[] = [];
  #fates: Fate[] = [];

  constructor() {
    this.broker.delay = () => this.world.clock.sleep(3);
    this.broker.fate = () => this.#fates.shift() ?? 'kept';
    for (const index of [0, 1]) this.#start(index);
  }

  #start(index: number): void {
    const alive = { yes: true };
    const never = new Promise<never>(() => undefined);
    const publisher = this.broker.publisher();
    const killable = {
      ...publisher,
      publish: (events: Parameters<typeof publisher.publish>[0]) => (alive.yes ? publisher.publish(events) : never),
      renew: () => (alive.yes ? publisher.renew() : never),
    };
    const checkpointEvery = { events: 20, ms: 300, idleMs: 5_000 };
    const options = { batchSize: 4, mostUnderWay: 12, checkDestinationsMs: 700, checkpointEvery };
    this.#running[index] = { ...this.world.run(killable, options), alive };
  }

  async take(taken: Step): Promise<void> {
    switch (taken.do) {
      case 'append':
        return this.world.append(`${categories[taken.stream % 3]}-${taken.stream}`, taken.count);
      case 'wait':
        return this.#pass(taken.ms);
      case 'kill':
        (this.#running[taken.relay] as { alive: { yes: boolean } }).alive.yes = false;
        return this.#start(taken.relay);
      case 'stop':
        await this.world.stopped(this.#running[taken.relay] as Running);
        return this.#start(taken.relay);
      case 'fail':
        this.#fates.push('kept', taken.fate);
        return;
      case 'delete':
      case 'replace':
        return this.broker[taken.do](categories[taken.category] as string);
      case 'away':
        this.broker.away = true;
        await this.#pass(taken.ms);
        this.broker.away = false;
    }
  }

  async #pass(ms: number): Promise<void> {
    for (let i = 0; i < 10; i++) {
      await this.world.clock.advance(ms / 10);
      await turn();
    }
  }

  async heal(): Promise<void> {
    this.#fates = [];
    const log = await this.world.logged();
    const wanted = JSON.stringify(categories.map((category) => expectedOf(log, category)));
    const there = () => JSON.stringify(categories.map((category) => revisionsOf(this.broker.of(category))));
    for (let waited = 0; waited < 120_000 && there() !== wanted; waited += 1_000) await this.#pass(1_000);
  }
}

describe('two relays at once', () => {
  it('show every stream whole, and first in order of revision, whatever fails', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25 }), async (steps) => {
        const two = new Two();
        for (const each of steps) await two.take(each);
        await two.heal();
        const log = await two.world.logged();
        for (const category of categories) {
          deepStrictEqual(revisionsOf(two.broker.of(category)), expectedOf(log, category));
        }
      }),
      { numRuns: 60 },
    );
  });
});
