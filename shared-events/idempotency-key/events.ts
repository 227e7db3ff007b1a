import { z } from 'zod';
import { defineEvent, type EventOf } from '../event-definition.ts';

/**
 * Events of the streams `idempotencyKey-{hash}`: which stream a key's command went to, where the stream's name is
 * in the body and not in the path.
 */
export const idempotencyKeyEvents = [
  defineEvent('IdempotencyKeyBound', z.strictObject({ stream: z.string().min(1).max(200) })),
  /** That command was refused; the key may be used for another one. */
  defineEvent('IdempotencyKeyFreed', z.strictObject({ stream: z.string().min(1).max(200) })),
] as const;
export type IdempotencyKeyEvent = EventOf<typeof idempotencyKeyEvents>;
