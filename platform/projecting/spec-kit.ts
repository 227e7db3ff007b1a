import fc from 'fast-check';
import type { RecordedEvent } from '@shop/shared-events';
import { hastyClock } from '../clock/hasty.ts';
import type { Clock } from '../clock/port.ts';
import { memoryEventStore } from '../event-store/memory.ts';
import type { EventStore } from '../event-store/port.ts';
import { memoryReadStore } from '../read-store/memory.ts';
import type { GenerationWriter, ReadStore } from '../read-store/port.ts';
import { storeFeed } from '../event-feed/store-feed.ts';
import { sequenceIds } from '../ids/sequence.ts';
import type { ReplayOptions } from './replay.ts';
import { appendTo, ledger, ledgerCatalogue, ledgerEvent, POISON } from './ledger.ts';
import { BatchProjector, type BatchProjectorOptions } from './project-batch.ts';

export interface Bench {
  readonly clock: Clock;
  readonly log: EventStore;
  readonly store: ReadStore;
  readonly generation: GenerationWriter;
  /** Every event of the log. */
  all(): Promise<RecordedEvent[]>;
  projector(more?: Partial<BatchProjectorOptions>): Promise<BatchProjector>;
}

/** A log, a read store and a claimed new generation of the ledger, all in memory. */
export async function bench(clock: Clock = hastyClock(Date.parse('2026-01-01T00:00:00.000Z'))): Promise<Bench> {
  const log = memoryEventStore({ clock });
  const store = memoryReadStore({ clock });
  const generation = await store.projection(ledger).create();
  await generation.claim('owner');
  const common = { model: ledger, generation, owner: 'owner', eventStore: log, catalogue: ledgerCatalogue, clock };
  return {
    ...{ clock, log, store, generation },
    all: () => Array.fromAsync(log.readAll()),
    projector: (more = {}) => BatchProjector.open({ ...common, openPersonalData: async (events) => events, ...more }),
  };
}

/** What happens to a handful of accounts and holders, poison and unknown events among it. */
export const history = fc.array(
  fc.tuple(
    fc.constantFrom('order-1', 'order-2', 'order-3', 'customer-ann', 'customer-bob'),
    fc.constantFrom('Opened', 'Booked', 'Booked', 'Noted', 'Closed', 'Unheard'),
    fc.oneof({ weight: 9, arbitrary: fc.integer({ min: -5, max: 5 }) }, { weight: 1, arbitrary: fc.constant(POISON) }),
    fc.constantFrom('ann', 'bob'),
  ),
  { maxLength: 40 },
);

export async function appendHistory(
  log: EventStore,
  steps: readonly (readonly [string, string, number, string])[],
): Promise<void> {
  for (const [stream, type, amount, holder] of steps) {
    const isCustomer = stream.startsWith('customer');
    await appendTo(
      log,
      stream,
      ledgerEvent(isCustomer && type !== 'Unheard' ? 'Fined' : type, { amount, holder, note: { amount } }),
    );
  }
}

const ids = sequenceIds();
const common = { model: ledger, catalogue: ledgerCatalogue, ids, openPersonalData: async (events: never) => events };

/** What a replay of the ledger on a bench takes. */
export function optionsOf(under: Bench, more: Partial<ReplayOptions> = {}): ReplayOptions {
  const { clock, log, store } = under;
  return { ...common, store, eventStore: log, feed: storeFeed(log, clock), clock, ...more } as ReplayOptions;
}

/** Accounts with one booking each. */
export async function accounts(log: Bench['log'], count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    await appendTo(
      log,
      `order-${i}`,
      ledgerEvent('Opened', { holder: i % 2 ? 'ann' : 'bob' }),
      ledgerEvent('Booked', { amount: i }),
    );
  }
}
