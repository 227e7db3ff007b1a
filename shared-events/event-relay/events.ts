import { z } from 'zod';
import { defineEvent, type EventOf } from '../event-definition.ts';

const positionSchema = z.string().regex(/^-?\d+$/);

/**
 * Events of the one stream `eventRelay-kafka`: how far the log has been carried to Kafka, so that a restart goes on
 * from there. Kept for the relay alone, and not carried itself.
 */
export const eventRelayEvents = [
  defineEvent(
    'EventRelayCheckpointed',
    z.strictObject({
      /** Position and id of the last event of the log that is done with; the pair must still be in the log. */
      position: positionSchema,
      eventId: z.string().min(1),
      /** By category, the broker's own id of the topic to which the events up to here were carried. */
      topics: z.record(z.string(), z.string().min(1)),
      /** Categories whose topic was made anew and is being filled, and how far; null where none is. */
      refill: z.strictObject({ categories: z.array(z.string()).min(1), position: positionSchema }).nullable(),
    }),
  ),
] as const;
export type EventRelayEvent = EventOf<typeof eventRelayEvents>;
