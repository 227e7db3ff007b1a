import { after, before, describe } from 'node:test';
import { createHttpCatalogue } from '@shop/order-commands/http-ports/catalogue.ts';
import { createHttpDiscountCodes } from '@shop/order-commands/http-ports/discount-codes.ts';
import { createHttpStock } from '@shop/order-commands/http-ports/stock.ts';
import { catalogueContract } from '@shop/order-commands/ports/contract/catalogue.ts';
import { discountCodesContract } from '@shop/order-commands/ports/contract/discount-codes.ts';
import { stockContract } from '@shop/order-commands/ports/contract/stock.ts';
import { openProductShop, type ProductShop } from './product-shop.ts';

// What orders ask of products is kept within one process and between processes alike.
for (const [name, ports] of [
  ['in process', (shop: ProductShop) => shop.ports],
  [
    'over HTTP to two instances',
    ({ client }: ProductShop) => ({
      catalogue: createHttpCatalogue(client),
      stock: createHttpStock(client),
      discountCodes: createHttpDiscountCodes(client),
    }),
  ],
] as const) {
  describe(name, () => {
    let shop: ProductShop;
    before(async () => (shop = await openProductShop()));
    after(() => shop.close());

    catalogueContract(name, async (articles) => {
      await shop.sell(articles);
      return ports(shop).catalogue;
    });
    stockContract(name, async (onHand) => {
      await shop.stock(onHand);
      return ports(shop).stock;
    });
    discountCodesContract(name, async (codes) => {
      await shop.offer(codes);
      return ports(shop).discountCodes;
    });
  });
}
