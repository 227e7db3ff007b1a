import { type CartLine, idOf, type Money, type PlacedLine } from '@shop/shared-events';
import type { Check } from '../core/check.ts';
import type { OrderFacts } from '../facts/order-facts.ts';
import { noProduct, priceAt } from '../facts/product-facts.ts';
import type { World } from '../facts/world.ts';

/**
 * Unit prices come from the catalogue, never from the client (docs/domain.md, "Order"): a placed line's is the price
 * of its product at the revision it names, unless staff agreed one; a cart's is one that the product had.
 */
export const cataloguePrices: Check = {
  number: 'prices',
  title: 'unit prices are the catalogue’s, or were agreed by staff',
  before(event, world, tell) {
    const { stream, revision } = event;
    const order = world.orders.get(idOf(stream));
    switch (event.type) {
      case 'ProductPriceChanged': {
        const product = world.products.get(idOf(stream)) ?? noProduct();
        const before = priceAt(product, event.data.sku, revision);
        if (!same(before, event.data.previousPrice)) tell(stream, revision, 'the previous price is another one');
        return;
      }
      case 'ProductPublished': {
        const product = world.products.get(idOf(stream)) ?? noProduct();
        const priced = [...product.prices.keys()].some((sku) => priceAt(product, sku, revision));
        if (!priced) tell(stream, revision, 'published, and nothing of it has a price');
        return;
      }
      case 'OrderLineAdded': {
        const what = wrongCartLine(event.data.line, order, world);
        if (what) tell(stream, revision, `${event.data.line.sku} ${what}`);
        return;
      }
      case 'OrderPlaced':
        for (const line of event.data.lines) {
          const what = wrongPlacedLine(line, event.data.currency, order, world);
          if (what) tell(stream, revision, `${line.sku} ${what}`);
        }
        return;
      default:
        return;
    }
  },
};

function wrongCartLine({ sku, productId, unitPrice, agreed }: CartLine, order: OrderFacts | undefined, world: World) {
  if (unitPrice.currency !== order?.currency) return `is priced in ${unitPrice.currency}`;
  if (agreed)
    return order.created?.agreement ? wrongProduct(sku, productId, world) : 'has an agreed price where nothing was agreed';
  const prices = world.products.get(productId)?.prices.get(sku) ?? [];
  return prices.some(({ price }) => same(price, unitPrice)) ? null : `never cost ${unitPrice.amount}`;
}

function wrongPlacedLine(line: PlacedLine, currency: string, order: OrderFacts | undefined, world: World): string | null {
  const { sku, productId, unitPrice, priceRevision, lineId } = line;
  const agreement = order?.created?.agreement ?? null;
  if (priceRevision === null) {
    if (!agreement) return 'has an agreed price where nothing was agreed';
    const cart = order?.cart.get(lineId);
    if (cart && cart.unitPrice.amount !== unitPrice) return `was agreed at ${cart.unitPrice.amount}`;
    return wrongProduct(sku, productId, world);
  }
  const product = world.products.get(productId);
  const price = product ? priceAt(product, sku, priceRevision) : null;
  if (!product || !same(price, { amount: unitPrice, currency })) {
    return `cost ${price?.amount ?? 'nothing'} at revision ${priceRevision} of its product, not ${unitPrice}`;
  }
  const listed = product.listed.findLast((one) => one.revision <= priceRevision);
  if (!listed) return `was not published at revision ${priceRevision} of its product`;
  return listed.listed || agreement ? null : `was archived at revision ${priceRevision} of its product`;
}

function wrongProduct(sku: string, productId: string, world: World): string | null {
  return world.products.get(productId)?.prices.has(sku) ? null : `is no variant of product ${productId}`;
}

function same(a: Money | null, b: Money | null): boolean {
  return a?.amount === b?.amount && a?.currency === b?.currency;
}
