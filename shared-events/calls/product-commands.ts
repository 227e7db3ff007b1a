import { z } from 'zod';
import { actorSchema } from '../envelope.ts';
import { discountTermsSchema } from '../order/events.ts';
import {
  discountCodeSchema,
  instantSchema,
  moneySchema,
  nameSchema,
  quantitySchema,
  reasonSchema,
  skuSchema,
  uuidSchema,
} from '../values.ts';
import { serviceCall } from './service-call.ts';

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
const offerSchema = z.object({
  sku: skuSchema,
  productId: uuidSchema,
  name: nameSchema,
  price: moneySchema,
  priceRevision: z.int().min(0),
});

const reservationSchema = z.strictObject({ cause: causeSchema, reservationId: idSchema, skus: skusSchema });
const deductSchema = z.strictObject({
  cause: causeSchema,
  reservationId: idSchema,
  fulfilmentId: idSchema,
  lines: linesSchema,
});
const reserveSchema = z.strictObject({
  cause: causeSchema,
  reservationId: idSchema,
  orderId: idSchema,
  lines: linesSchema,
  expiresAt: instantSchema,
});
const restockSchema = z.strictObject({
  cause: causeSchema,
  returnId: idSchema,
  orderId: idSchema,
  lines: z.array(restockLineSchema).max(2 * mostLines),
});
const orderCodeSchema = z.strictObject({ cause: causeSchema, code: discountCodeSchema, orderId: idSchema });

// Bodies are strict: what is asked must be understood whole. Answers may grow: who asked passes over what is new, so
// that services need not be replaced all at once.
const nothingSchema = z.object({});

/**
 * What other services ask of product-commands. Each call may be repeated as it is: what it does is recognised by its
 * own ids. What can never be is a problem with the refusal's code and, as `subject`, the SKU or code that refused.
 */
export const productCalls = {
  offers: serviceCall(
    '/internal/offers',
    z.strictObject({ skus: skusSchema, includeUnlisted: z.boolean().default(false) }),
    z.object({ offers: z.array(offerSchema) }),
  ),
  reserve: serviceCall('/internal/reservations', reserveSchema, z.object({ refused: skusSchema })),
  confirm: serviceCall('/internal/reservations/confirm', reservationSchema, z.object({ missing: skusSchema })),
  release: serviceCall('/internal/reservations/release', reservationSchema.extend({ reason: reasonSchema }), nothingSchema),
  expire: serviceCall('/internal/reservations/expire', reservationSchema, nothingSchema),
  deduct: serviceCall('/internal/reservations/deduct', deductSchema, nothingSchema),
  restock: serviceCall('/internal/restocks', restockSchema, nothingSchema),
  discountTerms: serviceCall(
    '/internal/discount-codes/terms',
    z.strictObject({ code: discountCodeSchema, at: instantSchema }),
    z.object({ terms: discountTermsSchema.nullable() }),
  ),
  redeem: serviceCall(
    '/internal/discount-codes/redeem',
    orderCodeSchema.extend({ at: instantSchema }),
    z.object({ redeemed: z.boolean() }),
  ),
  giveBack: serviceCall('/internal/discount-codes/give-back', orderCodeSchema.extend({ reason: reasonSchema }), nothingSchema),
} as const;

/** A refusal as a problem carries it; other problems have no `subject`. */
export const refusalMembersSchema = z.looseObject({ subject: z.string() });
