import { z } from 'zod';
import { defineEvent, type EventOf } from '../event-definition.ts';
import { rejectionSchema } from '../order/events.ts';
import { instantSchema, reasonSchema, skuSchema, uuidSchema } from '../values.ts';

/**
 * Events of the streams `fulfilmentProcess-{orderId}`: what the process has begun and what it waits for.
 * `trigger` is the id of the event that caused the step; the same trigger never causes it twice.
 */
export const fulfilmentProcessEvents = [
  defineEvent('FulfilmentProcessStarted', z.strictObject({ orderId: uuidSchema, trigger: z.string(), deadline: instantSchema })),
  /** The process waits for `awaiting`, at the longest until `deadline` (null: for ever). */
  defineEvent(
    'FulfilmentProcessAdvanced',
    z.strictObject({
      trigger: z.string(),
      step: z.string().min(1),
      awaiting: z.string().min(1),
      deadline: instantSchema.nullable(),
      /** How often the step has failed so far; absent where it has not. */
      attempt: z.int().min(1).optional(),
      /** Why the order is taken back, where it is. */
      rejection: rejectionSchema.optional(),
      /** SKUs whose first hold ran out and which are held under the second reservation. */
      heldAgain: z.array(skuSchema).optional(),
    }),
  ),
  /** A deadline passed; what follows is decided by the step in which it passed. */
  defineEvent('FulfilmentDeadlineElapsed', z.strictObject({ step: z.string().min(1), deadline: instantSchema })),
  /** A step that must not be compensated keeps failing: a person has to look. */
  defineEvent('FulfilmentProcessStuck', z.strictObject({ step: z.string().min(1), reason: reasonSchema })),
  defineEvent(
    'FulfilmentProcessEnded',
    z.strictObject({ trigger: z.string(), outcome: z.enum(['completed', 'rejected', 'expired', 'cancelled']) }),
  ),
] as const;
export type FulfilmentProcessEvent = EventOf<typeof fulfilmentProcessEvents>;

/**
 * Events of the one stream `processRunner-fulfilment`: how far the process has read the log, so that a restart
 * goes on from there. Kept for the process alone; nobody else reads them.
 */
export const processRunnerEvents = [
  defineEvent(
    'ProcessRunnerCheckpointed',
    z.strictObject({
      /** The feed's checkpoint: everything behind it is done. */
      checkpoint: z.string(),
      /** Position in the log behind which every deadline that is still open was set; null where none is. */
      deadlinesAfter: z
        .string()
        .regex(/^-?\d+$/)
        .nullable(),
    }),
  ),
] as const;
export type ProcessRunnerEvent = EventOf<typeof processRunnerEvents>;
