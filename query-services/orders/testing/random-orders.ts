import fc from 'fast-check';
import type { RecordedEvent } from '@shop/shared-events';
import type { OpenedOrderEvent } from '../order-events.ts';
import {
  cancelled,
  captured,
  completed,
  confirmedOrder,
  delivered,
  dispatched,
  homeAddress,
  ofOrder,
  refunded,
  returnReceived,
  returnRequested,
  type TestLine,
  testId,
} from './events.ts';

/** Instants on both sides of midnight and of the changes of clocks in London, and far from either. */
export const instants = fc.oneof(
  fc.constantFrom(
    '2026-03-28T23:59:59.999Z',
    '2026-03-29T00:00:00Z',
    '2026-03-29T00:59:59Z',
    '2026-03-29T01:00:00Z',
    '2026-03-29T22:59:59Z',
    '2026-03-29T23:00:00Z',
    '2025-10-25T22:59:59Z',
    '2025-10-25T23:00:00Z',
    '2025-10-26T00:30:00Z',
    '2025-10-26T01:30:00Z',
    '2025-10-26T23:59:59Z',
    '2025-10-27T00:00:00+00:00',
    '2026-01-01T00:30:00+01:00',
  ),
  fc.integer({ min: 0, max: 400 * 86_400 }).map((second) => new Date(Date.UTC(2025, 6, 1) + second * 1_000).toISOString()),
);

const lines = fc.array(
  fc.record<TestLine>({
    sku: fc.constantFrom('A', 'B', 'C', 'd', 'D'),
    quantity: fc.integer({ min: 1, max: 4 }),
    unitPrice: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 3_333 })),
  }),
  { minLength: 1, maxLength: 4 },
);

const plans = fc.record({
  lines,
  customerId: fc.constantFrom('alice', 'bob'),
  country: fc.constantFrom('GB', 'DE', 'FR'),
  placedAt: instants,
  percentOff: fc.option(fc.integer({ min: 1, max: 100 })),
  outcome: fc.constantFrom('draft', 'rejected', 'expired', 'confirmed', 'cancelled', 'fulfilled', 'fulfilled', 'fulfilled'),
  refunds: fc.array(
    fc.record({ share: fc.integer({ min: 0, max: 100 }), at: instants, ofReturn: fc.boolean(), fails: fc.boolean() }),
    {
      maxLength: 3,
    },
  ),
});
type Plan = typeof plans extends fc.Arbitrary<infer P> ? P : never;

/** The whole history of one order, valid from its first event to its last. */
function historyOf(number: number, plan: Plan): OpenedOrderEvent[] {
  const { outcome, percentOff, ...placing } = plan;
  const discount = percentOff === null ? null : { code: 'SALE', percentOff, amountOff: null };
  const orderId = testId(number);
  const address = { ...homeAddress, name: plan.customerId };
  const events = confirmedOrder({ ...placing, orderId, discount, address, number: `A-${number}` });
  const withoutEnd = events.slice(0, -3);
  if (outcome === 'draft') return withoutEnd.slice(0, -1);
  if (outcome === 'rejected')
    return [...withoutEnd, { type: 'OrderRejected', data: { reason: { code: 'out_of_stock', skus: ['A'] } } }];
  if (outcome === 'expired') return [...events.slice(0, -2), { type: 'OrderExpired', data: {} }];
  if (outcome === 'cancelled') return [...events, cancelled];
  return outcome === 'confirmed' ? events : [...events, ...afterwards(plan)];
}

function afterwards({ lines: ordered, refunds }: Plan): OpenedOrderEvent[] {
  const units: Record<string, number> = {};
  for (const { sku, quantity } of ordered) units[sku] = (units[sku] ?? 0) + quantity;
  const [first = 'A'] = Object.keys(units);
  const amount = 1_000;
  const answered = refunds.flatMap(({ share, ofReturn, ...options }, index) =>
    refunded(index, share, { ...options, ...(ofReturn ? { returnNumber: 1 } : {}) }),
  );
  const rest = { ...units, [first]: (units[first] ?? 1) - 1 };
  const second = Object.fromEntries(Object.entries(rest).filter(([, quantity]) => quantity > 0));
  const shipped =
    Object.keys(second).length > 0
      ? [dispatched(1, { [first]: 1 }), captured(amount), dispatched(2, second)]
      : [dispatched(1, units), captured(amount)];
  const all = shipped.filter(({ type }) => type === 'FulfilmentCreated').map((_, index) => delivered(index + 1));
  return [...shipped, ...all, completed, returnRequested(1, { [first]: 1 }), returnReceived(1, { [first]: 1 }, 50), ...answered];
}

/** Several orders' histories woven into one log; each order's events keep their order. */
export const randomLogs: fc.Arbitrary<RecordedEvent[]> = fc
  .tuple(fc.array(plans, { minLength: 1, maxLength: 6 }), fc.infiniteStream(fc.nat()))
  .map(([orders, choices]) =>
    woven(
      orders.map((plan, index) => ofOrder(testId(index + 1), historyOf(index + 1, plan))),
      choices,
    ),
  );

/** Weaves streams into one log by a stream of choices. */
export function woven(streams: readonly RecordedEvent[][], choices: Iterator<number>): RecordedEvent[] {
  const waiting = streams.map((stream) => [...stream]).filter((stream) => stream.length > 0);
  const log: RecordedEvent[] = [];
  while (waiting.length > 0) {
    const index = Number(choices.next().value) % waiting.length;
    const next = waiting[index]?.shift();
    if (next) log.push({ ...next, position: BigInt(log.length) });
    if (waiting[index]?.length === 0) waiting.splice(index, 1);
  }
  return log;
}
