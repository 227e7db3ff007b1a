import type { RecordedEvent } from '@shop/shared-events';
import { manualClock } from '@shop/platform/clock/manual.ts';
import type { Cause } from '@shop/platform/command-handling/cause.ts';
import { createAggregate } from '@shop/platform/command-handling/create-aggregate.ts';
import type { EventFeed, FeedOptions } from '@shop/platform/event-feed/port.ts';
import { memoryEventStore } from '@shop/platform/event-store/memory.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import { testPaymentProvider } from '@shop/platform/payment-provider/test-provider.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import type { OrderCommand } from '../../order/commands.ts';
import { orderId as firstOrder, noon, placed } from '../../order/order.fixtures.ts';
import { orderSpec } from '../../order/order.ts';
import { createPaymentService } from '../../payment/payment-service.ts';
import { paymentSpec } from '../../payment/payment.ts';
import { defaultPolicy, type OrderPolicy } from '../../policy.ts';
import { processSpec } from '../process.ts';
import { createFulfilmentRunner } from '../runner.ts';
import { FakeDiscountCodes } from '../../testing/fake-discount-codes.ts';
import { FakeStock } from '../../testing/fake-stock.ts';

/** Lets everything run that needs neither time nor the outside. */
export function turn(): Promise<void> {
  // eslint-disable-next-line no-restricted-globals -- for tests alone: with the manual clock nothing else moves the loop on
  return new Promise((resolve) => setImmediate(resolve));
}

export interface WorldOptions {
  readonly onHand?: Readonly<Record<string, number>>;
  readonly codes?: FakeDiscountCodes;
  readonly policy?: Partial<OrderPolicy>;
  /** Every event comes twice. */
  readonly duplicates?: boolean;
}

/**
 * A shop in memory whose runner can be killed after any of its steps: a step is a call that may have changed
 * something outside the runner (an append, stock, codes, the provider). Killed, it hears no more replies.
 */
export class World {
  readonly clock = manualClock(Date.parse(noon));
  readonly store = memoryEventStore({ clock: this.clock });
  readonly stock: FakeStock;
  readonly codes: FakeDiscountCodes;
  readonly provider = testPaymentProvider({ clock: this.clock });
  readonly orders = createAggregate(orderSpec, { store: this.store, clock: this.clock });
  readonly #policy: OrderPolicy;
  readonly #duplicates: boolean;
  #stop = new AbortController();
  #alive = { yes: true };
  /** Steps taken by all runners so far. */
  steps = 0;
  /** Kill the runner after these steps. */
  killAfter = Infinity;
  /** Calls that fail instead of being done, by their names. */
  readonly broken = new Set<string>();
  #commands = 0;

  constructor(options: WorldOptions = {}) {
    this.stock = new FakeStock(options.onHand ?? { A: 10, B: 10 });
    this.codes = options.codes ?? new FakeDiscountCodes();
    this.#policy = { ...defaultPolicy, ...options.policy };
    this.#duplicates = options.duplicates ?? false;
  }

  start(): void {
    this.#stop = new AbortController();
    const alive = (this.#alive = { yes: true });
    const { clock } = this;
    const step = <Target extends object>(target: Target, name: string, ...counted: string[]) =>
      this.#counting(alive, target, name, counted);
    const store: EventStore = step(this.store, 'store', 'append');
    const provider = step(this.provider, 'provider', 'authorize', 'capture', 'void', 'refund');
    const payments = createAggregate(paymentSpec, { store, clock });
    const runner = createFulfilmentRunner({
      store,
      feed: this.#feed(),
      clock,
      policy: this.#policy,
      log: silentLog,
      orders: createAggregate(orderSpec, { store, clock }),
      processes: createAggregate(processSpec, { store, clock }),
      payments: createPaymentService({ payments, provider, clock, waitsMs: this.#policy.quickRetriesMs }),
      stock: step(this.stock, 'stock', 'reserve', 'confirm', 'release', 'expire', 'deduct', 'restock'),
      discountCodes: step(this.codes, 'codes', 'redeem', 'giveBack'),
    });
    const { signal } = this.#stop;
    this.#running = runner.run(signal);
  }
  #running: Promise<void> = Promise.resolve();

  /** Stops the runner in good order. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('stop'));
    await this.#running;
  }

  /** Drops the runner as a kill would. */
  kill(): void {
    this.#alive.yes = false;
    this.#stop.abort(new Error('killed'));
  }

  /** A client's command; throws where it is refused. */
  async command(command: OrderCommand, orderId = firstOrder): Promise<void> {
    const commandId = `client-${++this.#commands}`;
    const cause: Cause = { commandId, correlationId: 'test', causationId: 'test', actor: { id: 'alice', kind: 'user' } };
    const outcome = await this.orders.execute(orderId, command, cause);
    if (!outcome.accepted) throw new Error(JSON.stringify(outcome.refusal));
  }

  /** Puts a placed order into the log. */
  async place(overrides: Partial<Extract<typeof placed, { type: 'OrderPlaced' }>['data']> = {}): Promise<void> {
    const data = { ...(placed as Extract<typeof placed, { type: 'OrderPlaced' }>).data, ...overrides };
    const id = `placed-${++this.#commands}`;
    const metadata = {
      version: 1,
      decidedAt: noon,
      commandId: id,
      $correlationId: 'test',
      $causationId: 'test',
      actor: { id: 'alice', kind: 'user' as const },
    };
    await this.store.append(`order-${data.orderId}`, 'no_stream', [{ id, type: 'OrderPlaced', data, metadata }]);
  }

  /** Lets everything come to rest, and then `ms` go by. A killed runner is followed by a new one. */
  async settle(ms = 0): Promise<void> {
    for (let round = 0; round < 3; round++) {
      for (let n = 0; n < 3; n++) await turn();
      if (!this.#alive.yes) this.start();
      else break;
    }
    const step = Math.max(1_000, ms / 20);
    for (let passed = 0; passed < ms; passed += step) {
      await this.clock.advance(Math.min(step, ms - passed));
      await turn();
      if (!this.#alive.yes) this.start();
    }
    await turn();
  }

  async events(...categories: readonly string[]): Promise<RecordedEvent[]> {
    const filter = categories.length > 0 ? { filter: { categories } } : {};
    return Array.fromAsync(this.store.readAll(filter));
  }

  async types(...categories: readonly string[]): Promise<string[]> {
    return (await this.events(...categories)).map(({ type }) => type);
  }

  #feed(): EventFeed {
    const { store } = this;
    const twice = this.#duplicates;
    return {
      async *read({ categories, checkpoint, signal }: FeedOptions) {
        const after = checkpoint === null ? -1n : BigInt(checkpoint);
        for await (const batch of store.subscribeAll({ after, filter: { categories }, batchSize: 3, signal })) {
          const events = twice ? batch.events.flatMap((event) => [event, event]) : batch.events;
          yield { events, checkpoint: String(batch.position), caughtUp: batch.caughtUp };
        }
      },
      lag: () => Promise.resolve({ events: 0, seconds: 0 }),
      checkpointAfter: (position) => Promise.resolve(String(position)),
      notBeyond: (_, checkpoint, position) => String(BigInt(checkpoint) < position ? BigInt(checkpoint) : position),
    };
  }

  #counting<Target extends object>(alive: { yes: boolean }, target: Target, name: string, counted: readonly string[]): Target {
    const call =
      (method: string, original: (...args: unknown[]) => unknown) =>
      async (...args: unknown[]): Promise<unknown> => {
        if (!alive.yes) return new Promise(() => undefined);
        if (this.broken.has(`${name}.${method}`)) throw new Error(`${name}.${method} is out of reach`);
        const result = await original.apply(target, args);
        if (alive.yes && ++this.steps === this.killAfter) this.kill();
        return alive.yes ? result : new Promise(() => undefined);
      };
    return new Proxy(target, {
      get: (_, property) => {
        const value: unknown = Reflect.get(target, property, target);
        if (typeof value !== 'function') return value;
        const method = value as (...args: unknown[]) => unknown;
        return counted.includes(String(property)) ? call(String(property), method) : method.bind(target);
      },
    });
  }
}
