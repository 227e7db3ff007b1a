import type { Actor } from '@shop/shared-events';

/** Where a command comes from; it goes into the metadata of every event the command produces. */
export interface Cause {
  /** The same id is the same command: done again, it finds its own events and adds nothing. */
  readonly commandId: string;
  readonly correlationId: string;
  /** The request or event that caused the command. */
  readonly causationId: string;
  readonly traceparent?: string | undefined;
  readonly actor: Actor;
  readonly onBehalfOf?: string | undefined;
  /** Of an HTTP command: the hash of subject, method, path and key, and the hash of the canonical body. */
  readonly idempotency?: { readonly key: string; readonly bodyHash: string } | undefined;
}
