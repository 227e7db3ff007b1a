import {
  addressSchema,
  discountCodeSchema,
  instantSchema,
  moneySchema,
  minorUnitsSchema,
  quantitySchema,
  reasonSchema,
  skuQuantitySchema,
  skuSchema,
  uuidSchema,
} from '@shop/shared-events';
import { testTokens } from '@shop/platform/payment-provider/test-tokens.ts';
import { z } from 'zod';
import { mostLines } from './decide-draft.ts';

/** Ids of people as the issuer gives them. */
export const customerIdSchema = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, 'must be the id of a customer');
const paymentTokenSchema = z
  .string()
  .min(1)
  .max(200)
  .describe(`a means of payment; the test provider knows ${Object.keys(testTokens).join(', ')}`);
const utcSchema = instantSchema.transform((instant) => new Date(instant).toISOString());
const basisPointsSchema = z.int().min(0).max(10_000);

export const orderParamsSchema = z.object({ orderId: uuidSchema });
export const lineParamsSchema = z.object({ orderId: uuidSchema, lineId: uuidSchema });
export const fulfilmentParamsSchema = z.object({ orderId: uuidSchema, fulfilmentId: uuidSchema });
export const returnParamsSchema = z.object({ orderId: uuidSchema, returnId: uuidSchema });

export const newLineSchema = z.strictObject({
  sku: skuSchema,
  quantity: quantitySchema,
  expectedUnitPrice: moneySchema.optional(),
});

/** Members with which staff agree something must come with the reason. */
export const createOrderSchema = z
  .strictObject({
    lines: z
      .array(newLineSchema.extend({ agreedUnitPrice: moneySchema.optional() }))
      .max(mostLines)
      .default([]),
    shippingAddress: addressSchema.optional(),
    paymentToken: paymentTokenSchema.optional(),
    place: z.boolean().default(false),
    customerId: customerIdSchema.optional().describe('whose order it is; for support and admin'),
    placedAt: utcSchema.optional(),
    agreedShipping: moneySchema.optional(),
    agreedTaxRate: basisPointsSchema.optional().describe('basis points'),
    reason: reasonSchema.optional().describe('why something was agreed'),
  })
  .superRefine((order, context) => {
    if (order.place && order.paymentToken === undefined) {
      context.addIssue({ code: 'custom', path: ['paymentToken'], message: 'is needed to place the order' });
    }
    const agreed = order.placedAt !== undefined || order.agreedShipping !== undefined || order.agreedTaxRate !== undefined;
    const agreedPrice = order.lines.some(({ agreedUnitPrice }) => agreedUnitPrice !== undefined);
    if ((agreed || agreedPrice) && order.reason === undefined) {
      context.addIssue({ code: 'custom', path: ['reason'], message: 'is needed with whatever was agreed' });
    }
  });
export type CreateOrderBody = z.output<typeof createOrderSchema>;

export const quantityBodySchema = z.strictObject({ quantity: quantitySchema });
export const discountBodySchema = z.strictObject({
  code: z
    .string()
    .max(32)
    .transform((code) => code.toUpperCase())
    .pipe(discountCodeSchema),
});
export const paymentBodySchema = z.strictObject({ paymentToken: paymentTokenSchema });

/** A business time in the past needs its reason. */
const occurred = {
  occurredAt: utcSchema.optional().describe('a business time in the past; for staff'),
  reason: reasonSchema.optional(),
};

function reasonWithTime(
  body: { readonly occurredAt?: string | undefined; readonly reason?: string | undefined },
  context: z.RefinementCtx,
): void {
  if (body.occurredAt !== undefined && body.reason === undefined) {
    context.addIssue({ code: 'custom', path: ['reason'], message: 'is needed with occurredAt' });
  }
}

export const cancelBodySchema = z.strictObject(occurred).superRefine(reasonWithTime);

const linesSchema = z.array(skuQuantitySchema).min(1).max(mostLines);
export const fulfilmentBodySchema = z.strictObject({
  lines: linesSchema,
  tracking: z.string().min(1).max(200).optional(),
});
export const returnBodySchema = z.strictObject({ lines: linesSchema, reason: reasonSchema });
export const rejectBodySchema = z.strictObject({ reason: reasonSchema });
export const receiveBodySchema = z
  .strictObject({
    lines: z
      .array(skuQuantitySchema.extend({ disposition: z.enum(['restock', 'damaged']) }))
      .min(1)
      .max(2 * mostLines),
    ...occurred,
  })
  .superRefine(reasonWithTime);
export const refundBodySchema = z.strictObject({
  amount: moneySchema.extend({ amount: minorUnitsSchema.min(1) }),
  reason: reasonSchema,
  occurredAt: utcSchema.optional().describe('a business time in the past'),
});
