import type { z } from 'zod';

/** A shape of an event that is no longer written, and the pure step to the next one. */
export interface OlderVersion {
  readonly schema: z.ZodType;
  upcast(data: unknown): unknown;
}

/** One event type: the schema written today and, oldest first, those written before. */
export interface EventDefinition<T extends string = string, S extends z.ZodType = z.ZodType> {
  readonly type: T;
  readonly schema: S;
  readonly older: readonly OlderVersion[];
  /** Version of `schema`: 1 where there is no older one. */
  readonly version: number;
}

/** Declares an event type. `older` holds versions 1..n-1 in order; the current schema is version n. */
export function defineEvent<const T extends string, S extends z.ZodType>(
  type: T,
  schema: S,
  older: readonly OlderVersion[] = [],
): EventDefinition<T, S> {
  return { type, schema, older, version: older.length + 1 };
}

/** The union `{ type, data }` of the events of one aggregate, inferred from their schemas. */
export type EventOf<Definitions extends readonly EventDefinition[]> = {
  [K in keyof Definitions]: Definitions[K] extends EventDefinition<infer T, infer S>
    ? { readonly type: T; readonly data: z.infer<S> }
    : never;
}[number];
