import type { RecordedEvent } from '@shop/shared-events';
import fc from 'fast-check';
import { archived, confirmed, created, deducted, expired, pounds, productId, published } from './events.ts';
import { received, registered, released, reserved, restocked, variant } from './events.ts';
import { History } from './history.ts';

const skus = ['A', 'a', 'B-1'];
const codes = ['ONE', 'TWO'];

type Step = (history: History, sku: string, product: string, n: number) => void;

const reservation = (n: number): string => `r${n % 4}`;

const steps: readonly Step[] = [
  (history, sku, _, n) => history.inventory(sku, received(n + 1)),
  (history, sku, _, n) => history.inventory(sku, reserved(reservation(n), n + 1)),
  (history, sku, _, n) => history.inventory(sku, confirmed(reservation(n))),
  (history, sku, _, n) => history.inventory(sku, released(reservation(n))),
  (history, sku, _, n) => history.inventory(sku, expired(reservation(n))),
  (history, sku, _, n) => history.inventory(sku, deducted(reservation(n), 1)),
  (history, sku, _, n) => history.inventory(sku, restocked(1, n % 2 ? 'damaged' : 'restock')),
  (history, sku, _, n) => history.inventory(sku, { type: 'LowStockThresholdSet', data: { threshold: n } }),
  (history, sku, product, n) =>
    history.product(product, { type: 'ProductPriceChanged', data: { sku, price: pounds(n * 600), previousPrice: null } }),
  (history, _, product, n) =>
    history.product(product, { type: 'ProductDetailsUpdated', data: { name: `Name ${n}`, slug: `slug-${n}` } }),
  (history, _, product) => history.product(product, published),
  (history, _, product) => history.product(product, archived),
  (history, _, __, n) =>
    history.discountCode(codes[n % 2] ?? 'ONE', { type: 'DiscountCodeRedeemed', data: { orderId: `o${n}` } }),
];

/** Histories of three SKUs, their products and two discount codes: not all of them sensible, all of them possible to hear of. */
export const histories: fc.Arbitrary<readonly RecordedEvent[]> = fc
  .array(fc.tuple(fc.nat(steps.length - 1), fc.nat(skus.length - 1), fc.nat(9)), { maxLength: 60 })
  .map((drawn) => {
    const history = new History();
    const terms = { percentOff: 5, amountOff: null, validFrom: null, validUntil: null, maxRedemptions: null };
    for (const code of codes) history.discountCode(code, { type: 'DiscountCodeCreated', data: { code, ...terms } });
    skus.forEach((sku, index) => {
      history.inventory(sku, registered(sku, 5, 2));
      history.product(productId(index), created(productId(index), { variants: [variant(sku, 700, { size: sku })] }));
    });
    for (const [step, sku, n] of drawn) steps[step]?.(history, skus[sku] ?? 'A', productId(sku), n);
    return history.events;
  });

/** The same events in another order, each stream in its own: as partitions of a topic may bring them. */
export function interleaved(events: readonly RecordedEvent[], choices: readonly number[]): RecordedEvent[] {
  const streams = [...Map.groupBy(events, ({ stream }) => stream).values()].map((each) => [...each]);
  const order: RecordedEvent[] = [];
  for (let n = 0; order.length < events.length; n++) {
    const waiting = streams.filter((stream) => stream.length > 0);
    const next = waiting[(choices[n % choices.length] ?? 0) % waiting.length]?.shift();
    if (next) order.push(next);
  }
  return order;
}
