import type { Api } from './api.ts';
import type { Staging } from './staging.ts';
import { unless } from './unless.ts';

export interface ProductPlan {
  readonly sku: string;
  readonly name: string;
  /** Minor units; the price most units were sold at. */
  readonly price: number;
}

/** SKUs first seen in a month, with what the whole file says of them. */
export function productsOf(staging: Staging, month: string): readonly ProductPlan[] {
  // A clerk's note ("damages", "?") is rarer than the product's own name.
  return staging
    .prepare(
      `WITH first AS (SELECT sku FROM rows WHERE fate IN ('order line', 'stock adjustment') GROUP BY sku HAVING min(substr(at, 1, 7)) = ?)
       SELECT sku,
         coalesce((SELECT description FROM rows WHERE rows.sku = first.sku AND description <> '' GROUP BY description ORDER BY count(*) DESC, description LIMIT 1), sku) AS name,
         coalesce((SELECT price / 10 FROM rows WHERE rows.sku = first.sku AND fate = 'order line' AND price > 0 GROUP BY price ORDER BY sum(quantity) DESC, price LIMIT 1), 0) AS price
       FROM first ORDER BY sku`,
    )
    .all(month) as ProductPlan[];
}

/** Makes and publishes the product, and its stock item with nothing on the shelf. A SKU the shop has already stays as it is. */
export async function playProduct(api: Api, { sku, name, price }: ProductPlan, currency: string): Promise<void> {
  const body = { name: name.slice(0, 200), variants: [{ sku, options: {}, price: { amount: price, currency } }] };
  const made = await unless('sku-taken', () => api.call('POST', '/products', { as: 'carol', key: `product:${sku}`, body }));
  if (made) {
    const publish = `/products/${String(made.body['id'])}/publish`;
    await unless('invalid-transition', () => api.call('POST', publish, { as: 'carol', key: `publish:${sku}`, body: {} }));
  }
  const item = { sku, onHand: 0 };
  await unless('already-exists', () => api.call('POST', '/inventory', { as: 'walt', key: `stock:${sku}`, body: item }));
}
