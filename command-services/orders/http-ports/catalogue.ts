import type { ServiceClient } from '@shop/platform/service-client/port.ts';
import { productCalls } from '@shop/shared-events/calls/product-commands.ts';
import type { Catalogue } from '../ports/catalogue.ts';
import { askProductCommands } from './product-commands.ts';

/** The catalogue of product-commands, asked over HTTP. */
export function createHttpCatalogue(client: ServiceClient): Catalogue {
  return {
    async offers(skus, { includeUnlisted = false } = {}) {
      const body = { skus: [...new Set(skus)], includeUnlisted };
      const { offers } = await askProductCommands(client, productCalls.offers, body);
      return new Map(offers.map((offer) => [offer.sku, offer]));
    },
  };
}
