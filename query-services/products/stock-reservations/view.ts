import { z } from 'zod';
import { instantSchema, quantitySchema } from '@shop/shared-events';
import type { CollectionSpec } from '@shop/platform/read-store/port.ts';

/** A reservation that is still open. */
export const reservationSchema = z.strictObject({
  reservationId: z.string(),
  orderId: z.string(),
  quantity: quantitySchema.describe('what of it has not left the house yet'),
  status: z.enum(['held', 'confirmed']),
  expiresAt: instantSchema.nullable().describe('null once it is confirmed: then it does not expire'),
});
export type Reservation = z.infer<typeof reservationSchema>;

/** `revision` is that of the event which made the reservation. */
export type ReservationDocument = { readonly sku: string; readonly revision: number; readonly reservation: Reservation };

export const reservationsCollection: CollectionSpec<ReservationDocument> = {
  name: 'reservations',
  fields: { sku: 'keyword', revision: 'number' },
  indexed: ({ sku, revision }) => ({ sku, revision }),
  orders: [{ where: ['sku'], by: 'revision' }],
};

/** The SKUs that are registered: those have a list of reservations, if an empty one. */
export const itemsCollection: CollectionSpec = { name: 'items', fields: {}, indexed: () => ({}) };
