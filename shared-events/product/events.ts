import { z } from 'zod';
import { defineEvent, type EventOf } from '../event-definition.ts';
import { moneySchema, nameSchema, skuSchema, slugSchema, uuidSchema } from '../values.ts';

export const optionsSchema = z.record(z.string().min(1).max(50), z.string().min(1).max(50));

export const variantSchema = z.strictObject({
  sku: skuSchema,
  options: optionsSchema,
  price: moneySchema.nullable(),
});
export type Variant = z.infer<typeof variantSchema>;

/** Events of the streams `product-{productId}`. */
export const productEvents = [
  defineEvent(
    'ProductCreated',
    z.strictObject({
      productId: uuidSchema,
      slug: slugSchema,
      name: nameSchema,
      description: z.string().max(10_000),
      category: z.string().max(200).nullable(),
      variants: z.array(variantSchema).max(50),
    }),
  ),
  /** Only what changed is present. */
  defineEvent(
    'ProductDetailsUpdated',
    z.strictObject({
      slug: slugSchema.optional(),
      name: nameSchema.optional(),
      description: z.string().max(10_000).optional(),
      category: z.string().max(200).nullable().optional(),
    }),
  ),
  defineEvent('VariantAdded', z.strictObject({ variant: variantSchema })),
  defineEvent(
    'ProductPriceChanged',
    z.strictObject({ sku: skuSchema, price: moneySchema, previousPrice: moneySchema.nullable() }),
  ),
  defineEvent('ProductPublished', z.strictObject({})),
  defineEvent('ProductArchived', z.strictObject({})),
  /**
   * Another product took over a name that this one had claimed and never used, as after a crash between
   * claiming and creating. Views have nothing to show of it; it may be all a stream holds, or its first event.
   * `name` is the stream of the claim, `claimRevision` its last revision that no longer counts.
   */
  defineEvent('ProductClaimForfeited', z.strictObject({ name: z.string().min(1).max(200), claimRevision: z.int().min(0) })),
] as const;
export type ProductEvent = EventOf<typeof productEvents>;

/** Events of the streams `sku-{sku}` and `slug-{slug}`: a claim makes the name unique in the whole shop. */
export const claimEvents = [
  defineEvent('SkuClaimed', z.strictObject({ sku: skuSchema, productId: uuidSchema })),
  defineEvent('SlugClaimed', z.strictObject({ slug: slugSchema, productId: uuidSchema })),
  defineEvent('SlugReleased', z.strictObject({ slug: slugSchema, productId: uuidSchema })),
  defineEvent('SkuReleased', z.strictObject({ sku: skuSchema, productId: uuidSchema })),
] as const;
export type ClaimEvent = EventOf<typeof claimEvents>;
