import { z } from 'zod';
import { defineEvent, type EventOf } from '../event-definition.ts';
import { reasonSchema } from '../values.ts';

/** Events of the streams `operation-{id}`: who operated the system, and what came of it. */
export const operationEvents = [
  defineEvent('ProjectionReplayRequested', z.strictObject({ operationId: z.string(), projection: z.string() })),
  defineEvent('ProjectionReplayCompleted', z.strictObject({ projection: z.string(), generation: z.int(), events: z.int() })),
  defineEvent('ProjectionReplayFailed', z.strictObject({ projection: z.string(), reason: reasonSchema })),
  defineEvent(
    'ParkedStreamRetryRequested',
    z.strictObject({ operationId: z.string(), projection: z.string(), stream: z.string() }),
  ),
  defineEvent('ParkedStreamDiscarded', z.strictObject({ operationId: z.string(), projection: z.string(), stream: z.string() })),
] as const;
export type OperationEvent = EventOf<typeof operationEvents>;
