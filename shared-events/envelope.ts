import { z } from 'zod';
import { instantSchema } from './values.ts';

/** Who caused an event: a person (their token's `sub`), another service, or a process of ours. */
export const actorSchema = z.strictObject({
  id: z.string().min(1),
  kind: z.enum(['user', 'service', 'process']),
});
export type Actor = z.infer<typeof actorSchema>;

/** What stands beside the data of every event. Names with `$` are EventStoreDB's conventions. */
export const metadataSchema = z.strictObject({
  /** Version of the data's schema; the first is 1. */
  version: z.int().min(1),
  /** When the command was decided, by the deciding service's clock. */
  decidedAt: instantSchema,
  /** The command that produced the event; equal for all events of one command. */
  commandId: z.string().min(1),
  $correlationId: z.string().min(1),
  $causationId: z.string().min(1),
  traceparent: z.string().optional(),
  actor: actorSchema,
  /** The customer for whom staff acted. */
  onBehalfOf: z.string().optional(),
  /** Scope and key of an HTTP command (hashed), and the hash of its canonical body: what makes a retry safe. */
  idempotency: z.strictObject({ key: z.string(), bodyHash: z.string() }).optional(),
});
export type EventMetadata = z.infer<typeof metadataSchema>;

/** An event as it is handed to the store. */
export interface NewEvent<T extends string = string, D = unknown> {
  /** UUID; derived from the command's id, so that the same append made twice is recognised. */
  readonly id: string;
  readonly type: T;
  readonly data: D;
  readonly metadata: EventMetadata;
}

/** An event as the store gives it back. */
export interface RecordedEvent<T extends string = string, D = unknown> extends NewEvent<T, D> {
  readonly stream: string;
  /** Place in its stream; the first is 0. */
  readonly revision: number;
  /** Place in the whole log; strictly rising, not dense. */
  readonly position: bigint;
  /** When the store recorded it, ISO 8601 in UTC. */
  readonly recordedAt: string;
}
