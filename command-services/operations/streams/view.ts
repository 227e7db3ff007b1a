import type { RecordedEvent } from '@shop/shared-events';
import { z } from 'zod';

/** An event as it was written: nothing upcast, nothing opened. */
export const writtenEventSchema = z.strictObject({
  position: z.string().describe('place in the whole log; a string, because it may be beyond 2^53'),
  stream: z.string(),
  revision: z.int(),
  type: z.string(),
  version: z.int(),
  id: z.string(),
  at: z.string(),
  data: z.unknown(),
  metadata: z.record(z.string(), z.unknown()),
});
export type WrittenEvent = z.infer<typeof writtenEventSchema>;

export function writtenEvent(event: RecordedEvent): WrittenEvent {
  return {
    position: String(event.position),
    stream: event.stream,
    revision: event.revision,
    type: event.type,
    version: event.metadata.version,
    id: event.id,
    at: event.recordedAt,
    data: event.data,
    metadata: { ...event.metadata },
  };
}
