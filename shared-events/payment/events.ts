import { z } from 'zod';
import { defineEvent, type EventOf } from '../event-definition.ts';
import { moneySchema, reasonSchema, uuidSchema } from '../values.ts';

const idSchema = z.string().min(1).max(200);

/**
 * Events of the streams `payment-{paymentId}`. Every `…Requested` is written before the provider is
 * asked, so that after a crash the outcome is looked up and never guessed.
 */
export const paymentEvents = [
  defineEvent(
    'PaymentAuthorizationRequested',
    z.strictObject({ paymentId: idSchema, orderId: uuidSchema, amount: moneySchema, paymentToken: z.string().min(1).max(200) }),
  ),
  defineEvent('PaymentAuthorized', z.strictObject({ providerReference: z.string().min(1) })),
  defineEvent('PaymentDeclined', z.strictObject({ reason: reasonSchema })),
  defineEvent('PaymentCaptureRequested', z.strictObject({})),
  defineEvent('PaymentCaptured', z.strictObject({ amount: moneySchema })),
  defineEvent('PaymentCaptureFailed', z.strictObject({ reason: reasonSchema })),
  defineEvent('PaymentVoidRequested', z.strictObject({})),
  defineEvent('PaymentVoided', z.strictObject({})),
  defineEvent('PaymentRefundRequested', z.strictObject({ refundId: uuidSchema, amount: moneySchema })),
  defineEvent('PaymentRefunded', z.strictObject({ refundId: uuidSchema, amount: moneySchema })),
  defineEvent('PaymentRefundFailed', z.strictObject({ refundId: uuidSchema, reason: reasonSchema })),
] as const;
export type PaymentEvent = EventOf<typeof paymentEvents>;
