import { z } from 'zod';
import { defineEvent, type EventOf } from '../event-definition.ts';
import {
  currencySchema,
  discountCodeSchema,
  instantSchema,
  minorUnitsSchema,
  moneySchema,
  nameSchema,
  personalDataSchema,
  quantitySchema,
  reasonSchema,
  skuSchema,
  uuidSchema,
} from '../values.ts';

/** A line of a cart: what was asked for and the catalogue price it was shown at (or the price staff agreed). */
export const cartLineSchema = z.strictObject({
  lineId: uuidSchema,
  sku: skuSchema,
  productId: uuidSchema,
  name: nameSchema,
  quantity: quantitySchema,
  unitPrice: moneySchema,
  /** True where staff agreed the price; such a line never follows the catalogue. */
  agreed: z.boolean(),
});
export type CartLine = z.infer<typeof cartLineSchema>;

/** A line as it was placed, in minor units of the order's currency. */
export const placedLineSchema = z.strictObject({
  lineId: uuidSchema,
  sku: skuSchema,
  productId: uuidSchema,
  name: nameSchema,
  quantity: quantitySchema,
  unitPrice: minorUnitsSchema,
  /** Revision of the product whose price was taken; null where the price was agreed. */
  priceRevision: z.int().min(0).nullable(),
  /** quantity × unitPrice */
  lineTotal: minorUnitsSchema,
  /** The line's share of the order's discount. */
  discount: minorUnitsSchema,
  /** On lineTotal − discount. */
  tax: minorUnitsSchema,
});
export type PlacedLine = z.infer<typeof placedLineSchema>;

/** total = lines − discount + tax + shipping, all in minor units of one currency. */
export const totalsSchema = z.strictObject({
  lines: minorUnitsSchema,
  discount: minorUnitsSchema,
  tax: minorUnitsSchema,
  shipping: minorUnitsSchema,
  total: minorUnitsSchema,
});
export type Totals = z.infer<typeof totalsSchema>;

/** The terms of a discount code as they stood when it was applied: exactly one of the two is not null. */
export const discountTermsSchema = z.strictObject({
  code: discountCodeSchema,
  percentOff: z.int().min(1).max(100).nullable(),
  amountOff: moneySchema.nullable(),
});
export type DiscountTerms = z.infer<typeof discountTermsSchema>;

export const skuQuantitySchema = z.strictObject({ sku: skuSchema, quantity: quantitySchema });
export type SkuQuantity = z.infer<typeof skuQuantitySchema>;

export const rejectionSchema = z.strictObject({
  code: z.enum(['out_of_stock', 'payment_declined', 'discount_exhausted', 'hold_expired']),
  skus: z.array(skuSchema).optional(),
});
export type Rejection = z.infer<typeof rejectionSchema>;

/** Events of the streams `order-{orderId}`. */
export const orderEvents = [
  defineEvent(
    'OrderCreated',
    z.strictObject({
      orderId: uuidSchema,
      customerId: z.string().min(1),
      currency: currencySchema,
      /** What staff agreed with the customer, and why; null for a customer's own order. */
      agreement: z
        .strictObject({
          reason: reasonSchema,
          placedAt: instantSchema.nullable(),
          shipping: minorUnitsSchema.nullable(),
          /** Basis points. */
          taxRate: z.int().min(0).max(10_000).nullable(),
        })
        .nullable(),
    }),
  ),
  defineEvent('OrderLineAdded', z.strictObject({ line: cartLineSchema })),
  defineEvent('OrderLineQuantityChanged', z.strictObject({ lineId: uuidSchema, quantity: quantitySchema })),
  defineEvent('OrderLineRemoved', z.strictObject({ lineId: uuidSchema })),
  /** `country` stands apart because reports need it after the address itself is erased. */
  defineEvent('ShippingDetailsSet', z.strictObject({ address: personalDataSchema, country: z.string().length(2) })),
  defineEvent('DiscountApplied', discountTermsSchema),
  /** The full snapshot that everything after it relies on. */
  defineEvent(
    'OrderPlaced',
    z.strictObject({
      orderId: uuidSchema,
      number: z.string().min(1),
      customerId: z.string().min(1),
      currency: currencySchema,
      lines: z.array(placedLineSchema).min(1).max(2_000),
      totals: totalsSchema,
      /** Basis points. */
      taxRate: z.int().min(0).max(10_000),
      discount: discountTermsSchema.nullable(),
      address: personalDataSchema,
      country: z.string().length(2),
      /** The business time; for a backdated order not the time of the event. */
      placedAt: instantSchema,
      paymentToken: z.string().min(1).max(200),
    }),
  ),
  defineEvent('OrderStockReserved', z.strictObject({ expiresAt: instantSchema })),
  defineEvent('OrderPaymentAuthorized', z.strictObject({ paymentId: z.string().min(1), attempt: z.int().min(1) })),
  defineEvent(
    'OrderPaymentDeclined',
    z.strictObject({ paymentId: z.string().min(1), attempt: z.int().min(1), reason: reasonSchema }),
  ),
  /** The customer tries again with another means of payment. */
  defineEvent('OrderPaymentRetried', z.strictObject({ attempt: z.int().min(2), paymentToken: z.string().min(1).max(200) })),
  defineEvent('OrderConfirmed', z.strictObject({})),
  defineEvent('OrderRejected', z.strictObject({ reason: rejectionSchema })),
  defineEvent('OrderExpired', z.strictObject({})),
  defineEvent('OrderCancelled', z.strictObject({ reason: reasonSchema.nullable(), occurredAt: instantSchema })),
  defineEvent('OrderPaymentVoided', z.strictObject({ paymentId: z.string().min(1) })),
  defineEvent(
    'FulfilmentCreated',
    z.strictObject({
      fulfilmentId: uuidSchema,
      lines: z.array(skuQuantitySchema).min(1),
      tracking: z.string().max(200).nullable(),
    }),
  ),
  /** `deliveredAt` begins the time in which its units may come back. */
  defineEvent('FulfilmentDelivered', z.strictObject({ fulfilmentId: uuidSchema, deliveredAt: instantSchema })),
  defineEvent('OrderPaymentCaptured', z.strictObject({ paymentId: z.string().min(1), amount: minorUnitsSchema })),
  defineEvent(
    'ReturnRequested',
    z.strictObject({ returnId: uuidSchema, lines: z.array(skuQuantitySchema).min(1), reason: reasonSchema }),
  ),
  defineEvent('ReturnApproved', z.strictObject({ returnId: uuidSchema })),
  defineEvent('ReturnRejected', z.strictObject({ returnId: uuidSchema, reason: reasonSchema })),
  defineEvent(
    'ReturnReceived',
    z.strictObject({
      returnId: uuidSchema,
      lines: z
        .array(z.strictObject({ sku: skuSchema, quantity: quantitySchema, disposition: z.enum(['restock', 'damaged']) }))
        .min(1),
      /** What the received lines are worth: their share of discount and tax included. */
      refundDue: minorUnitsSchema,
      occurredAt: instantSchema,
      /** Why staff gave a business time in the past. */
      reason: reasonSchema.optional(),
    }),
  ),
  /** Staff, or the receipt of a return, asked for money to be given back; the provider has not answered yet. */
  defineEvent(
    'RefundRequested',
    z.strictObject({
      refundId: uuidSchema,
      amount: minorUnitsSchema,
      reason: reasonSchema,
      returnId: uuidSchema.nullable(),
      occurredAt: instantSchema,
    }),
  ),
  defineEvent('RefundIssued', z.strictObject({ refundId: uuidSchema, amount: minorUnitsSchema, occurredAt: instantSchema })),
  defineEvent('RefundFailed', z.strictObject({ refundId: uuidSchema, reason: reasonSchema })),
  defineEvent('OrderCompleted', z.strictObject({})),
] as const;
export type OrderEvent = EventOf<typeof orderEvents>;
