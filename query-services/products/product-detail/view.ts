import { z } from 'zod';
import { skuSchema, uuidSchema } from '@shop/shared-events';
import type { CollectionSpec } from '@shop/platform/read-store/port.ts';
import type { Product } from '../catalogue/product.ts';
import { productsName } from '../catalogue/project-product.ts';
import { availabilitySchema } from '../stock/availability.ts';

/** What GET `/products/{productId}/availability` answers. */
export const productAvailabilitySchema = z.strictObject({
  productId: uuidSchema,
  variants: z.array(z.strictObject({ sku: skuSchema, availability: availabilitySchema })),
});
export type ProductAvailability = z.infer<typeof productAvailabilitySchema>;

/** Products by id, found by slug. The document is the answer itself: reading it is one look-up and no work. */
export const productsCollection: CollectionSpec<Product> = {
  name: productsName,
  fields: { slug: 'keyword' },
  indexed: ({ slug }) => ({ slug }),
};
