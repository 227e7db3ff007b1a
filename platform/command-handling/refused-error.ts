import type { Refusal } from './decider.ts';

/** Another service asked for what can never be, e.g. the same id with another quantity. Asking again does not help. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  /** What refused: the SKU or code. */
  readonly subject: string;
  readonly refusal: Refusal;

  constructor(subject: string, refusal: Refusal) {
    super(`${subject}: ${refusal.code}: ${refusal.detail}`);
    this.subject = subject;
    this.refusal = refusal;
  }
}
