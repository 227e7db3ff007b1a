import { z } from 'zod';
import { defineEvent, type EventOf } from '../event-definition.ts';
import { instantSchema, quantitySchema, reasonSchema, skuSchema } from '../values.ts';

const idSchema = z.string().min(1).max(200);
const stockSchema = z.int().min(0);

/** Events of the streams `inventory-{sku}`. */
export const inventoryEvents = [
  defineEvent('StockItemRegistered', z.strictObject({ sku: skuSchema, onHand: stockSchema, lowStockThreshold: stockSchema })),
  defineEvent(
    'StockReceived',
    z.strictObject({ receiptId: idSchema, quantity: quantitySchema, reference: z.string().max(200).nullable() }),
  ),
  defineEvent('StockAdjusted', z.strictObject({ adjustmentId: idSchema, delta: z.int(), reason: reasonSchema })),
  defineEvent(
    'StockReserved',
    z.strictObject({ reservationId: idSchema, orderId: idSchema, quantity: quantitySchema, expiresAt: instantSchema }),
  ),
  defineEvent('StockReservationConfirmed', z.strictObject({ reservationId: idSchema })),
  defineEvent('StockReservationReleased', z.strictObject({ reservationId: idSchema, reason: reasonSchema })),
  defineEvent('StockReservationExpired', z.strictObject({ reservationId: idSchema })),
  /** Goods left the house: on hand and the reservation fall by the same quantity. */
  defineEvent('StockDeducted', z.strictObject({ fulfilmentId: idSchema, reservationId: idSchema, quantity: quantitySchema })),
  /** Goods came back; `damaged` ones are told but not put on the shelf. */
  defineEvent(
    'StockRestocked',
    z.strictObject({
      returnId: idSchema,
      orderId: idSchema,
      quantity: quantitySchema,
      disposition: z.enum(['restock', 'damaged']),
    }),
  ),
  defineEvent('LowStockThresholdSet', z.strictObject({ threshold: stockSchema })),
  defineEvent('LowStockReached', z.strictObject({ available: stockSchema, threshold: stockSchema })),
  /** A stocktake found less than is reserved. */
  defineEvent('StockShortfallDetected', z.strictObject({ shortfall: z.int().min(1) })),
] as const;
export type InventoryEvent = EventOf<typeof inventoryEvents>;
