import {
  actorSchema,
  discountCodeSchema,
  discountTermsSchema,
  instantSchema,
  moneySchema,
  nameSchema,
  quantitySchema,
  reasonSchema,
  skuSchema,
  uuidSchema,
} from '@shop/shared-events';
import { z } from 'zod';

/** As many as an order has lines. */
const mostLines = 2_000;
const idSchema = z.string().min(1).max(200);

/** What the asking service does this for; it stands in the events' metadata. */
const causeSchema = z.strictObject({
  commandId: idSchema,
  correlationId: idSchema,
  causationId: idSchema,
  traceparent: z.string().max(200).optional(),
  actor: actorSchema,
  onBehalfOf: idSchema.optional(),
});

const skusSchema = z.array(skuSchema).max(mostLines);
const linesSchema = z.array(z.strictObject({ sku: skuSchema, quantity: quantitySchema })).max(mostLines);
const restockLineSchema = z.strictObject({
  sku: skuSchema,
  quantity: quantitySchema,
  disposition: z.enum(['restock', 'damaged']),
});

export const offersBodySchema = z.strictObject({ skus: skusSchema, includeUnlisted: z.boolean().default(false) });
export const offersAnswerSchema = z.strictObject({
  offers: z.array(
    z.strictObject({
      sku: skuSchema,
      productId: uuidSchema,
      name: nameSchema,
      price: moneySchema,
      priceRevision: z.int().min(0),
    }),
  ),
});

export const reserveBodySchema = z.strictObject({
  cause: causeSchema,
  reservationId: idSchema,
  orderId: idSchema,
  lines: linesSchema,
  expiresAt: instantSchema,
});
export const reserveAnswerSchema = z.strictObject({ refused: skusSchema });

const reservationSchema = z.strictObject({ cause: causeSchema, reservationId: idSchema, skus: skusSchema });
export const confirmBodySchema = reservationSchema;
export const confirmAnswerSchema = z.strictObject({ missing: skusSchema });
export const releaseBodySchema = reservationSchema.extend({ reason: reasonSchema });
export const expireBodySchema = reservationSchema;

export const deductBodySchema = z.strictObject({
  cause: causeSchema,
  reservationId: idSchema,
  fulfilmentId: idSchema,
  lines: linesSchema,
});
export const restockBodySchema = z.strictObject({
  cause: causeSchema,
  returnId: idSchema,
  orderId: idSchema,
  lines: z.array(restockLineSchema).max(2 * mostLines),
});

export const termsBodySchema = z.strictObject({ code: discountCodeSchema, at: instantSchema });
export const termsAnswerSchema = z.strictObject({ terms: discountTermsSchema.nullable() });
export const redeemBodySchema = z.strictObject({
  cause: causeSchema,
  code: discountCodeSchema,
  orderId: idSchema,
  at: instantSchema,
});
export const redeemAnswerSchema = z.strictObject({ redeemed: z.boolean() });
export const giveBackBodySchema = z.strictObject({
  cause: causeSchema,
  code: discountCodeSchema,
  orderId: idSchema,
  reason: reasonSchema,
});

export const emptyAnswerSchema = z.strictObject({});
