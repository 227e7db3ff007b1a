import type { EventDefinition } from './event-definition.ts';

/** An event whose type or version this build does not know. Its stream must wait for a newer build. */
export class UnknownEventError extends Error {
  override readonly name = 'UnknownEventError';
}

/**
 * Brings data written at `version` to the current shape, one pure step per version.
 * Throws {@link UnknownEventError} for an unknown type or a version from the future. Does not validate:
 * data is validated when it is written and where it crosses from another system ({@link parseEvent}).
 */
export function upcast(catalogue: ReadonlyMap<string, EventDefinition>, type: string, version: number, data: unknown): unknown {
  const definition = catalogue.get(type);
  if (!definition) throw new UnknownEventError(`unknown event type ${type}`);
  if (version === definition.version) return data;
  if (!Number.isInteger(version) || version < 1 || version > definition.version) {
    throw new UnknownEventError(`unknown version ${version} of ${type}; this build knows 1 to ${definition.version}`);
  }
  let current = data;
  for (const step of definition.older.slice(version - 1)) current = step.upcast(current);
  return current;
}

/** Upcasts and validates against the current schema; throws `ZodError` where the data does not fit. */
export function parseEvent(
  catalogue: ReadonlyMap<string, EventDefinition>,
  type: string,
  version: number,
  data: unknown,
): unknown {
  const current = upcast(catalogue, type, version, data);
  return catalogue.get(type)?.schema.parse(current);
}
