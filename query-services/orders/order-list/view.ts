import { z } from 'zod';
import { type DiscountTerms, moneySchema } from '@shop/shared-events';
import { listSchema } from '@shop/platform/http/answers.ts';
import { collection } from '../collection.ts';
import { type AgreedCharges, type Charges, draftTotals } from '../draft-totals.ts';
import { fulfilmentStatuses, orderStatuses, paymentStatuses, returnStatuses, type OrderAxes } from '../order-axes.ts';

export const listedOrderSchema = z.strictObject({
  id: z.string(),
  number: z.string().nullable(),
  customerId: z.string(),
  status: z.enum(orderStatuses),
  payment: z.enum(paymentStatuses),
  fulfilment: z.enum(fulfilmentStatuses),
  return: z.enum(returnStatuses),
  total: moneySchema,
  placedAt: z.string().nullable(),
});
export type ListedOrderView = z.infer<typeof listedOrderSchema>;
/** What the warehouse sees: neither payment nor total. */
export const fulfilmentListedSchema = listedOrderSchema.omit({ payment: true, total: true });
export type FulfilmentListedView = z.infer<typeof fulfilmentListedSchema>;
export const orderListSchema = listSchema(z.union([listedOrderSchema, fulfilmentListedSchema]));

/** What a draft's total is worked out from: lines as `[lineId, quantity, unit price]`, kept as short as they can be. */
export type ListedDraft = {
  readonly lines: readonly (readonly [string, number, number])[];
  readonly discount: DiscountTerms | null;
  readonly agreed: AgreedCharges | null;
};
export type ListedOrder = {
  readonly id: string;
  readonly number: string | null;
  readonly customerId: string;
  readonly currency: string;
  readonly axes: OrderAxes;
  /** Minor units; of a draft see {@link listedTotal}. */
  readonly total: number;
  readonly placedAt: string | null;
  /** Null once placed. */
  readonly draft: ListedDraft | null;
};

/** The total an order is listed with; a draft's is what placing it now would give. */
export function listedTotal({ draft, total }: ListedOrder, charges: Charges): number {
  if (!draft) return total;
  const lines = draft.lines.map(([, quantity, unitPrice]) => ({ quantity, unitPrice }));
  return draftTotals(lines, draft.discount, draft.agreed, charges).total;
}

export const listName = 'orders';

/** The listed orders; `listed` tells drafts from the others, `released` what the warehouse may see. */
export function listCollection(charges: Charges) {
  return collection<ListedOrder>({
    name: listName,
    fields: {
      listed: 'keyword',
      released: 'keyword',
      customerId: 'keyword',
      status: 'keyword',
      payment: 'keyword',
      fulfilment: 'keyword',
      return: 'keyword',
      placedAt: 'number',
      total: 'number',
    },
    indexed: (order) => ({
      listed: order.axes.status === 'draft' ? 'draft' : 'order',
      released: order.axes.onceConfirmed ? 'yes' : null,
      customerId: order.customerId,
      status: order.axes.status,
      payment: order.axes.payment,
      fulfilment: order.axes.fulfilment,
      return: order.axes.return,
      placedAt: order.placedAt === null ? null : Date.parse(order.placedAt),
      total: listedTotal(order, charges),
    }),
    orders: [
      { where: ['listed'], by: 'placedAt' },
      { where: ['listed'], by: 'total' },
      { where: ['customerId', 'listed'], by: 'placedAt' },
      { where: ['status'], by: 'placedAt' },
      { where: ['payment'], by: 'placedAt' },
      { where: ['fulfilment'], by: 'placedAt' },
      { where: ['return'], by: 'placedAt' },
      { where: ['released'], by: 'placedAt' },
    ],
  });
}
