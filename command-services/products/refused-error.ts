import type { Refusal } from '@shop/platform/command-handling/decider.ts';

/** Another service asked for what can never be, e.g. the same id with another quantity. Asking again does not help. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly refusal: Refusal;

  /** `subject`: the SKU or code. */
  constructor(subject: string, refusal: Refusal) {
    super(`${subject}: ${refusal.code}: ${refusal.detail}`);
    this.refusal = refusal;
  }
}
