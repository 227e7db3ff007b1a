import { z } from 'zod';
import { instantSchema, moneySchema, nameSchema, optionsSchema, skuSchema, slugSchema, uuidSchema } from '@shop/shared-events';
import { availabilitySchema } from '../stock/availability.ts';

export const productStatusSchema = z.enum(['draft', 'active', 'archived']);

export const productVariantSchema = z.strictObject({
  sku: skuSchema,
  options: optionsSchema,
  price: moneySchema.nullable(),
  availability: availabilitySchema,
});
export type ProductVariant = z.infer<typeof productVariantSchema>;

/** A product as the shop's own pages show it. */
export const productSchema = z.strictObject({
  id: uuidSchema,
  revision: z.int().min(0).describe("revision of the product's stream; a change of availability does not move it"),
  slug: slugSchema,
  name: nameSchema,
  description: z.string(),
  category: z.string().nullable(),
  status: productStatusSchema,
  variants: z.array(productVariantSchema),
  createdAt: instantSchema,
  updatedAt: instantSchema.describe('last change of the product itself; a change of availability does not move it'),
});
export type Product = z.infer<typeof productSchema>;
