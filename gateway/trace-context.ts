import { randomFillSync } from 'node:crypto';

/** https://www.w3.org/TR/trace-context/, version 00. */
export interface TraceContext {
  readonly traceId: string;
  readonly traceparent: string;
  /** The caller began it. */
  readonly continued: boolean;
}

const form = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;
/** Random bytes are drawn for many traces at a time: a call costs far more than the bytes. */
const pool = Buffer.alloc(24 * 256);
let used = pool.length;

/** Goes on with the caller's trace where the header has the right form, else begins one that is not sampled. */
export function traceContext(traceparent: string | undefined): TraceContext {
  const received = traceparent === undefined ? null : form.exec(traceparent);
  if (received) return { traceId: received[1] as string, traceparent: received[0], continued: true };
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const hex = pool.toString('hex', used, used + 24);
  used += 24;
  const traceId = hex.slice(0, 32);
  return { traceId, traceparent: `00-${traceId}-${hex.slice(32)}-00`, continued: false };
}
