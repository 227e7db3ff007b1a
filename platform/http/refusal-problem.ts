import type { Refusal } from '../command-handling/decider.ts';
import { Problem, type ProblemEntry, validationProblem } from './problem.ts';

/** Refusals that are not a conflict with the resource's state. */
const statusOf: Readonly<Record<string, number>> = {
  'not-found': 404,
  forbidden: 403,
  'precondition-required': 428,
  'stale-revision': 412,
  'idempotency-key-reused': 422,
  validation: 422,
};

/**
 * The problem a refused command is answered with: 409 with the refusal's code as type, unless the code
 * says otherwise. A refusal `validation` carries `extra.errors`.
 */
export function refusalProblem(refusal: Refusal): Problem {
  if (refusal.code === 'validation') return validationProblem((refusal.extra?.['errors'] ?? []) as readonly ProblemEntry[]);
  const headers: Record<string, string> = refusal.code === 'idempotency-in-progress' ? { 'Retry-After': '1' } : {};
  return new Problem(statusOf[refusal.code] ?? 409, refusal.code, refusal.detail, { members: refusal.extra ?? {}, headers });
}
