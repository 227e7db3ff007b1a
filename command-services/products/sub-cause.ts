import type { Cause } from '@shop/platform/command-handling/cause.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';

/** The cause of one of several commands that a cause comes to. The same parts give the same command again. */
export function subCause(cause: Cause, ...parts: readonly string[]): Cause {
  return { ...cause, commandId: derivedId(cause.commandId, ...parts), idempotency: undefined };
}
