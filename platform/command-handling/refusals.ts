import type { ExecuteOptions } from './aggregate.ts';
import { type Refusal, refuse } from './decider.ts';

export const keyReused: Refusal = refuse('idempotency-key-reused', 'This Idempotency-Key was used with another body.').refused;

export const keyInProgress: Refusal = refuse(
  'idempotency-in-progress',
  'A request with this Idempotency-Key is still running; ask again later.',
).refused;

/** If-Match against the stream's revision: `precondition-required`, `stale-revision`, or null where it holds. */
export function checkPrecondition<S>(options: ExecuteOptions<S>, revision: number): Refusal | null {
  if (options.ifMatch === undefined) {
    return options.ifMatchRequired ? refuse('precondition-required', 'This request needs an If-Match header.').refused : null;
  }
  if (options.ifMatch === revision) return null;
  return refuse('stale-revision', `The resource is at revision ${revision}, not ${options.ifMatch}.`, { current: revision })
    .refused;
}
