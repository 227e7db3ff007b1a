import type { Actor } from '@shop/shared-events';
import type { Principal } from '../auth/principal.ts';
import type { Cause } from '../command-handling/cause.ts';
import { randomHex } from '../ids/random-hex.ts';
import { derivedId } from '../ids/derived.ts';
import type { Ids } from '../ids/port.ts';
import { currentTraceparent } from '../telemetry/tracing.ts';
import { canonicalJson, shortHash } from './canonical-json.ts';

const correlationForm = /^[A-Za-z0-9._-]{1,128}$/;
const traceparentForm = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** What goes with a request from log line to event. */
export interface RequestContext {
  readonly correlationId: string;
  readonly traceparent: string;
  readonly traceId: string;
}

/** Takes over what the caller sent where it has the right form, else begins anew. */
export function requestContext(headers: Readonly<Record<string, string | string[] | undefined>>, ids: Ids): RequestContext {
  const correlation = headers['x-correlation-id'];
  const parent = headers['traceparent'];
  const match = typeof parent === 'string' ? traceparentForm.exec(parent) : null;
  const traceId = match?.[1] ?? randomHex(16);
  return {
    correlationId: typeof correlation === 'string' && correlationForm.test(correlation) ? correlation : ids.next(),
    traceId,
    traceparent: match ? (parent as string) : `00-${traceId}-${randomHex(8)}-00`,
  };
}

/** The scope of an idempotency key: subject, method, path and key, hashed so that events do not tell the subject's key. */
export function idempotencyScope(subject: string, method: string, path: string, key: string): string {
  return shortHash([subject, method, path, key].map((part) => `${part.length}:${part}`).join(''), 32);
}

/** Hash of the canonical body; equal for bodies that mean the same. */
export function hashBody(body: unknown): string {
  return shortHash(canonicalJson(body ?? null), 32);
}

/** The cause of a command that came by HTTP; its id follows from the idempotency key where there is one. */
export function causeOf(
  request: {
    readonly context: RequestContext;
    readonly principal: Principal;
    readonly method: string;
    readonly path: string;
    readonly idempotencyKey: string | undefined;
    readonly body: unknown;
  },
  ids: Ids,
): Cause {
  const { context, principal, idempotencyKey } = request;
  const actor: Actor = { id: principal.sub, kind: principal.client ? 'service' : 'user' };
  const base = {
    correlationId: context.correlationId,
    causationId: context.correlationId,
    traceparent: currentTraceparent() ?? context.traceparent,
    actor,
  };
  if (idempotencyKey === undefined) return { ...base, commandId: ids.next() };
  const key = idempotencyScope(principal.sub, request.method, request.path, idempotencyKey);
  return { ...base, commandId: derivedId('http', key), idempotency: { key, bodyHash: hashBody(request.body) } };
}
