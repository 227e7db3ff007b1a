import { z } from 'zod';
import { defineEvent, type EventOf } from '../event-definition.ts';

/** Events of the streams `customer-{customerId}`. */
export const customerEvents = [
  defineEvent('CustomerErasureRequested', z.strictObject({ customerId: z.string().min(1) })),
  /** The customer's key is destroyed: nothing personal of theirs can be read any more. */
  defineEvent('CustomerErased', z.strictObject({ customerId: z.string().min(1) })),
] as const;
export type CustomerEvent = EventOf<typeof customerEvents>;
