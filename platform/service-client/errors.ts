import type { NoChoice } from '../upstreams/choose.ts';
import type { FailureKind } from '../upstreams/failure-kind.ts';

/** `refused`: it answered that it cannot now (502, 503, 504, 429). `no-token`: our own token cannot be had. */
export type UnavailableReason = FailureKind | NoChoice | 'refused' | 'no-token';

/** Another service cannot be asked right now. What was asked may have been carried out all the same; ask again. */
export class ServiceUnavailableError extends Error {
  override readonly name = 'ServiceUnavailableError';
  readonly service: string;
  readonly reason: UnavailableReason;
  readonly retryAfterSeconds: number;

  constructor(service: string, reason: UnavailableReason, retryAfterSeconds: number, options?: ErrorOptions) {
    super(`${service} cannot be asked right now: ${reason}`, options);
    this.service = service;
    this.reason = reason;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A problem document (RFC 9457) as another service sent it. */
export interface ProblemAnswer {
  /** Last part of its type. */
  readonly code: string;
  readonly detail: string;
  /** Everything in it, the standard members included. */
  readonly members: Readonly<Record<string, unknown>>;
}

/** Another service does not do what it was asked; asking again does not help. */
export class ServiceAnswerError extends Error {
  override readonly name = 'ServiceAnswerError';
  readonly service: string;
  readonly status: number;
  /** Null where the answer was no problem document. */
  readonly problem: ProblemAnswer | null;

  constructor(
    service: string,
    path: string,
    status: number,
    problem: ProblemAnswer | null,
    what = problem?.code ?? 'no problem',
  ) {
    super(`${service} answered ${path} with ${status}: ${what}`);
    this.service = service;
    this.status = status;
    this.problem = problem;
  }
}
