import { moneySchema, nameSchema, optionsSchema, skuSchema, slugSchema, uuidSchema } from '@shop/shared-events';
import { z } from 'zod';
import { mostVariants } from './decide.ts';

const mostOptions = 20;

const descriptionSchema = z.string().max(10_000);
const categorySchema = z.string().min(1).max(200);

export const variantBodySchema = z.strictObject({
  sku: skuSchema,
  options: optionsSchema
    .refine((options) => Object.keys(options).length <= mostOptions, `must be at most ${mostOptions} options`)
    .default({}),
  price: moneySchema.nullable().default(null),
});

export const createProductBodySchema = z.strictObject({
  name: nameSchema,
  description: descriptionSchema.default(''),
  category: categorySchema.nullable().default(null),
  slug: slugSchema.optional().describe('made from the name where it is missing'),
  variants: z
    .array(variantBodySchema)
    .max(mostVariants)
    .default([])
    .superRefine((variants, context) => {
      const seen = new Set<string>();
      for (const [index, { sku }] of variants.entries()) {
        if (seen.has(sku)) context.addIssue({ code: 'custom', path: [index, 'sku'], message: 'stands here twice' });
        seen.add(sku);
      }
    }),
});

/** Absent members stay as they are. */
export const updateProductBodySchema = z.strictObject({
  name: nameSchema.optional(),
  description: descriptionSchema.optional(),
  category: categorySchema.nullable().optional(),
  slug: slugSchema.optional(),
});

export const priceBodySchema = z.strictObject({ price: moneySchema });
export const productParamsSchema = z.object({ productId: uuidSchema });
export const variantParamsSchema = z.object({ productId: uuidSchema, sku: skuSchema });
