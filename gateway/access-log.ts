import { hash } from 'node:crypto';
import type { Principal } from '@shop/platform/auth/principal.ts';
import type { Exchange } from './exchange.ts';

/** nginx's number for a client that went away before it was answered. */
const clientGone = 499;

/** The status an exchange ended with. */
export function statusOf({ response }: Exchange): number {
  return response.writableFinished ? response.statusCode : clientGone;
}

/**
 * A JSON line per request, in the form of the other logs. It holds no value of the query and no subject, only a
 * hash that tells one subject's lines from another's.
 *
 * Written by hand and many lines at a time: the common log, which looks for secrets in every field, would take
 * a fifth of the gateway's time. None of these fields can hold one, and none needs escaping: the path has
 * passed `parseTarget`, the correlation id its own form, the rest is made here.
 */
export class AccessLog {
  readonly #write: (lines: string) => void;
  #waiting = '';

  constructor(write: (lines: string) => void) {
    this.#write = write;
  }

  add(exchange: Exchange, milliseconds: number): void {
    const { request, route, target, correlationId, trace, principal } = exchange;
    if (this.#waiting === '') setImmediate(() => this.flush());
    this.#waiting +=
      `{"time":"${new Date().toISOString()}","level":"info","service":"gateway","message":"request"` +
      `,"method":"${request.method}","path":"${target.path}","route":${route === null ? 'null' : `"${route.path}"`}` +
      `,"status":${statusOf(exchange)},"milliseconds":${milliseconds.toFixed(1)}` +
      `,"correlationId":"${correlationId}","traceId":"${trace.traceId}"` +
      `,"subject":${principal === null ? 'null' : `"${subjectHash(principal)}"`}}\n`;
  }

  /** Writes what is waiting. */
  flush(): void {
    const lines = this.#waiting;
    this.#waiting = '';
    if (lines !== '') this.#write(lines);
  }
}

/** A token's principal is one object for as long as the verifier remembers it. */
const hashes = new WeakMap<Principal, string>();

function subjectHash(principal: Principal): string {
  const known = hashes.get(principal);
  if (known !== undefined) return known;
  const made = hash('sha256', principal.sub, 'hex').slice(0, 12);
  hashes.set(principal, made);
  return made;
}
