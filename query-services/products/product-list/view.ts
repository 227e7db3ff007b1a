import { z } from 'zod';
import { moneySchema, nameSchema, slugSchema, uuidSchema } from '@shop/shared-events';
import { listSchema } from '@shop/platform/http/answers.ts';
import { productStatusSchema } from '../catalogue/product.ts';
import { availabilitySchema } from '../stock/availability.ts';

/** A product in a list. `priceFrom` is the lowest price of its variants. */
export const productItemSchema = z.strictObject({
  id: uuidSchema,
  slug: slugSchema,
  name: nameSchema,
  category: z.string().nullable(),
  status: productStatusSchema,
  priceFrom: moneySchema.nullable(),
  availability: availabilitySchema.describe('the best of its variants'),
});
export type ProductItem = z.infer<typeof productItemSchema>;

const valueCountSchema = z.strictObject({ value: z.string(), count: z.int().min(1) });

/** How the products found (on all pages) are spread; the most frequent values first. */
export const facetsSchema = z.strictObject({
  category: z.array(valueCountSchema),
  options: z.record(z.string(), z.array(valueCountSchema)),
  price: z.array(
    z.strictObject({
      from: moneySchema,
      to: moneySchema.nullable().describe('inclusive; null: no upper end'),
      count: z.int().min(1),
    }),
  ),
});
export type Facets = z.infer<typeof facetsSchema>;

export const productListSchema = listSchema(productItemSchema).extend({ facets: facetsSchema.optional() });
