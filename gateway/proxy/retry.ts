import type { FailureKind } from '@shop/platform/upstreams/failure-kind.ts';

export interface FailedAttempt {
  /** Attempts made so far, this one included. */
  readonly attempts: number;
  readonly kind: FailureKind;
  readonly isRead: boolean;
  readonly hasIdempotencyKey: boolean;
  /** The body can be sent again from its beginning. */
  readonly replayable: boolean;
}

/**
 * Whether a request may be tried once more. Reads may; commands only with an Idempotency-Key, since an
 * attempt that failed may have been carried out. After a timeout never: the caller has waited long enough,
 * and a slow service must not get twice the work.
 */
export function mayRetry({ attempts, kind, isRead, hasIdempotencyKey, replayable }: FailedAttempt): boolean {
  if (attempts > 1 || kind === 'timeout') return false;
  return isRead || (hasIdempotencyKey && replayable);
}
