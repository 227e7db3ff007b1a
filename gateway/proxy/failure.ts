import { Problem, unavailable } from '@shop/platform/http/problem.ts';
import type { FailureKind } from '@shop/platform/upstreams/failure-kind.ts';

const unknownOutcome = 'The command may or may not have been carried out. Send it again with the same Idempotency-Key.';

/** What a client is told when no attempt succeeded. */
export function failureProblem(kind: FailureKind | 'down' | 'full', isRead: boolean, retryAfterSeconds: number): Problem {
  switch (kind) {
    case 'down':
    case 'connect':
      return unavailable('service-unavailable', 'This part of the shop does not answer right now.', retryAfterSeconds);
    case 'full':
      return unavailable('overloaded', 'Too many requests are under way.', 1);
    case 'timeout':
      return new Problem(504, 'upstream-timeout', isRead ? 'The answer took too long.' : unknownOutcome, {
        headers: { 'Retry-After': '1' },
      });
    case 'reset':
      return new Problem(502, 'upstream-failed', isRead ? 'The answer was cut off.' : unknownOutcome, {
        headers: { 'Retry-After': '1' },
      });
    default: {
      const never: never = kind;
      return never;
    }
  }
}
