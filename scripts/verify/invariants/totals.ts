import { idOf } from '@shop/shared-events';
import type { Check } from '../core/check.ts';
import type { DataOf } from '../core/told.ts';
import type { OrderFacts } from '../facts/order-facts.ts';

/**
 * The money of every placed order, worked out anew from docs/domain.md, "Money":
 * `total = Σ lines − Σ discounts + Σ tax + shipping`, tax per line on what the discount leaves, rounded half up.
 */
export const totalsAddUp: Check = {
  number: 'money',
  title: 'total = lines − discount + tax + shipping for every placed order, line by line',
  before(event, world, tell) {
    if (event.type !== 'OrderPlaced') return;
    const order = world.orders.get(idOf(event.stream));
    const wrongs = [...wrongLines(event.data), ...wrongTotals(event.data), ...wrongCharges(event.data, order)];
    for (const what of wrongs) tell(event.stream, event.revision, what);
  },
};

type Placed = DataOf<'OrderPlaced'>;

function* wrongLines({ lines, totals, taxRate }: Placed): Iterable<string> {
  for (const { sku, quantity, unitPrice, lineTotal, discount, tax } of lines) {
    if (BigInt(lineTotal) !== BigInt(quantity) * BigInt(unitPrice)) {
      yield `${sku}: ${quantity} × ${unitPrice} is not ${lineTotal}`;
    }
    if (BigInt(tax) !== halfUp(BigInt(lineTotal - discount) * BigInt(taxRate), 10_000n)) {
      yield `${sku}: ${tax} is not the tax on ${lineTotal} − ${discount}`;
    }
    // Split by largest remainder: every share is its exact part, rounded one way or the other.
    const [share, part] = [BigInt(discount) * BigInt(totals.lines), BigInt(totals.discount) * BigInt(lineTotal)];
    const off = share > part ? share - part : part - share;
    if (discount > lineTotal || (off > 0n && off >= BigInt(totals.lines)))
      yield `${sku}: ${discount} is not its share of the discount`;
  }
}

function* wrongTotals({ lines, totals, discount }: Placed): Iterable<string> {
  for (const [name, of] of [
    ['lines', 'lineTotal'],
    ['discount', 'discount'],
    ['tax', 'tax'],
  ] as const) {
    const sum = lines.reduce((sum, line) => sum + BigInt(line[of]), 0n);
    if (sum !== BigInt(totals[name])) yield `the ${name} add up to ${sum}, not ${totals[name]}`;
  }
  const total = BigInt(totals.lines) - BigInt(totals.discount) + BigInt(totals.tax) + BigInt(totals.shipping);
  if (total !== BigInt(totals.total)) yield `the total is ${total}, not ${totals.total}`;
  const off = discountOn(BigInt(totals.lines), discount);
  if (off !== BigInt(totals.discount)) yield `the discount is ${off}, not ${totals.discount}`;
}

function discountOn(goods: bigint, terms: Placed['discount']): bigint {
  if (!terms) return 0n;
  if (terms.percentOff !== null) return halfUp(goods * BigInt(terms.percentOff), 100n);
  const amount = BigInt(terms.amountOff?.amount ?? 0);
  return amount < goods ? amount : goods;
}

/** What staff agreed is what is charged. */
function* wrongCharges({ totals, taxRate, placedAt }: Placed, order: OrderFacts | undefined): Iterable<string> {
  const agreement = order?.created?.agreement;
  if (!agreement) return;
  if (agreement.shipping !== null && agreement.shipping !== totals.shipping)
    yield `the shipping agreed was ${agreement.shipping}`;
  if (agreement.taxRate !== null && agreement.taxRate !== taxRate) yield `the tax rate agreed was ${agreement.taxRate}`;
  if (agreement.placedAt !== null && agreement.placedAt !== placedAt) yield `the date agreed was ${agreement.placedAt}`;
}

function halfUp(value: bigint, by: bigint): bigint {
  return (value * 2n + by) / (by * 2n);
}
