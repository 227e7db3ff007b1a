import { z } from 'zod';
import { listSchema } from '@shop/platform/http/answers.ts';
import { collection } from '../collection.ts';
import { addressViewSchema, type AddressView } from '../views.ts';

const queueLineSchema = z.strictObject({ sku: z.string(), name: z.string(), quantity: z.int() });
/** An order that waits to be shipped: the lines still to ship, one per SKU, and where they go. No prices. */
export const queuedOrderSchema = z.strictObject({
  id: z.string(),
  number: z.string(),
  placedAt: z.string(),
  fulfilment: z.enum(['unfulfilled', 'partially_fulfilled']),
  lines: z.array(queueLineSchema),
  shippingAddress: addressViewSchema.nullable(),
  erased: z.boolean(),
});
export type QueuedOrderView = z.infer<typeof queuedOrderSchema>;
export const fulfilmentQueueSchema = listSchema(queuedOrderSchema);

/** An order from its placing until nothing of it is left to ship; its lines are a document of their own. */
export type QueuedOrder = {
  readonly id: string;
  readonly number: string;
  readonly customerId: string;
  readonly placedAt: string;
  readonly confirmed: boolean;
  readonly fulfilment: QueuedOrderView['fulfilment'];
  readonly shippingAddress: AddressView | null;
  readonly erased: boolean;
};
export type QueuedLines = { readonly lines: QueuedOrderView['lines'] };

export const queuedOrders = collection<QueuedOrder>({
  name: 'orders',
  fields: { queue: 'keyword', placedAt: 'number', customerId: 'keyword' },
  indexed: ({ confirmed, placedAt, customerId }) => ({
    queue: confirmed ? 'waiting' : null,
    placedAt: Date.parse(placedAt),
    customerId,
  }),
  orders: [{ where: ['queue'], by: 'placedAt' }],
});
export const queuedLines = collection<QueuedLines>({ name: 'lines', fields: {}, indexed: () => ({}) });
