import { z } from 'zod';
import { defineEvent, type EventOf } from '../event-definition.ts';
import { discountCodeSchema, instantSchema, moneySchema, reasonSchema } from '../values.ts';

/** Events of the streams `discountCode-{code}`. */
export const discountCodeEvents = [
  defineEvent(
    'DiscountCodeCreated',
    z.strictObject({
      code: discountCodeSchema,
      percentOff: z.int().min(1).max(100).nullable(),
      amountOff: moneySchema.nullable(),
      validFrom: instantSchema.nullable(),
      validUntil: instantSchema.nullable(),
      maxRedemptions: z.int().min(1).nullable(),
    }),
  ),
  defineEvent('DiscountCodeWithdrawn', z.strictObject({})),
  defineEvent('DiscountCodeRedeemed', z.strictObject({ orderId: z.string().min(1) })),
  defineEvent('DiscountCodeRedemptionReturned', z.strictObject({ orderId: z.string().min(1), reason: reasonSchema })),
] as const;
export type DiscountCodeEvent = EventOf<typeof discountCodeEvents>;
