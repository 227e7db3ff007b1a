import { z } from 'zod';
import { type DiscountTerms, moneySchema, rejectionSchema, skuQuantitySchema, type SkuQuantity } from '@shop/shared-events';
import { collection } from '../collection.ts';
import type { AgreedCharges } from '../draft-totals.ts';
import { fulfilmentStatuses, orderStatuses, paymentStatuses, returnStatuses, type OrderAxes } from '../order-axes.ts';
import { type AddressView, addressViewSchema, totalsViewSchema, type TotalsView } from '../views.ts';

const lineSchema = z.strictObject({
  lineId: z.string(),
  sku: z.string(),
  name: z.string(),
  quantity: z.int(),
  unitPrice: moneySchema,
  lineTotal: moneySchema,
});
const fulfilmentSchema = z.strictObject({
  fulfilmentId: z.string(),
  status: z.enum(['dispatched', 'delivered']),
  lines: z.array(skuQuantitySchema),
  tracking: z.string().nullable(),
  createdAt: z.string(),
  deliveredAt: z.string().nullable(),
});
const returnSchema = z.strictObject({
  returnId: z.string(),
  status: z.enum(['requested', 'approved', 'rejected', 'received']),
  lines: z.array(skuQuantitySchema),
  reason: z.string(),
});
const refundSchema = z.strictObject({ refundId: z.string(), amount: moneySchema, reason: z.string(), at: z.string() });
/** Why an order ended: a rejection as it was given, a hold that ran out, or a cancellation with the words that came with it. */
const reasonSchema = z.union([rejectionSchema, z.strictObject({ code: z.literal('cancelled'), detail: z.string().nullable() })]);

const sharedShape = {
  id: z.string(),
  number: z.string().nullable(),
  revision: z.int(),
  customerId: z.string(),
  status: z.enum(orderStatuses),
  fulfilment: z.enum(fulfilmentStatuses),
  return: z.enum(returnStatuses),
  shippingAddress: addressViewSchema.nullable(),
  erased: z.boolean(),
  fulfilments: z.array(fulfilmentSchema),
  returns: z.array(returnSchema),
  placedAt: z.string().nullable(),
  reason: reasonSchema.nullable(),
};
export const fullOrderSchema = z.strictObject({
  ...sharedShape,
  payment: z.enum(paymentStatuses),
  lines: z.array(lineSchema),
  discountCode: z.string().nullable(),
  totals: totalsViewSchema,
  captured: moneySchema,
  refunded: moneySchema,
  refunds: z.array(refundSchema),
});
/** What the warehouse sees: no prices, totals and payment. */
export const fulfilmentOrderSchema = z.strictObject({
  ...sharedShape,
  lines: z.array(lineSchema.omit({ unitPrice: true, lineTotal: true })),
});
export const orderViewSchema = z.union([fullOrderSchema, fulfilmentOrderSchema]);

export type OrderView = z.infer<typeof fullOrderSchema>;
export type FulfilmentOrderView = z.infer<typeof fulfilmentOrderSchema>;
export type OrderLineView = z.infer<typeof lineSchema>;

/** The small part of an order that changes with its events; everything long is in documents of its own. */
export type OrderDocument = {
  readonly id: string;
  readonly number: string | null;
  readonly revision: number;
  readonly customerId: string;
  readonly currency: string;
  readonly axes: OrderAxes;
  readonly discount: DiscountTerms | null;
  readonly agreed: AgreedCharges | null;
  /** Null until placed: a draft's are worked out when it is read. */
  readonly totals: TotalsView | null;
  /** How many pages the draft's lines fill; 0 once placed. */
  readonly cartPages: number;
  readonly shippingAddress: AddressView | null;
  readonly erased: boolean;
  readonly fulfilments: readonly Omit<OrderView['fulfilments'][number], 'lines'>[];
  readonly returns: readonly Omit<OrderView['returns'][number], 'lines'>[];
  readonly refunds: OrderView['refunds'];
  readonly pendingRefunds: readonly { readonly refundId: string; readonly reason: string }[];
  readonly placedAt: string | null;
  readonly reason: OrderView['reason'];
};

/** A page of a draft's lines, or all lines of a placed order, which never change again. */
export type LinesDocument = { readonly lines: readonly OrderLineView[] };
/** The lines of an order's fulfilments and returns, by their ids. */
export type GoodsDocument = { readonly lines: Readonly<Record<string, readonly SkuQuantity[]>> };

export const ordersCollection = collection<OrderDocument>({
  name: 'orders',
  fields: { customerId: 'keyword' },
  indexed: ({ customerId }) => ({ customerId }),
});
export const partsCollection = collection<LinesDocument | GoodsDocument>({ name: 'parts', fields: {}, indexed: () => ({}) });

export const partKeys = {
  lines: (orderId: string) => `${orderId}.lines`,
  goods: (orderId: string) => `${orderId}.goods`,
  cart: (orderId: string, page: number) => `${orderId}.cart.${page}`,
};
