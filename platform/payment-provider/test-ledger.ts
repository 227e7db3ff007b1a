import type { FollowUpRequest } from './port.ts';
import { parseReference } from './test-reference.ts';

export type FollowUp = 'capture' | 'void' | 'refund';

interface Entry {
  captured: number;
  refunded: number;
  voided: boolean;
}

const mostEntries = 10_000;

/**
 * What was done with each authorization, in bounded memory. What is not remembered, e.g. after a restart, is
 * judged by the reference alone, as if all of it had been captured and nothing given back.
 */
export class TestLedger {
  readonly #entries = new Map<string, Entry>();

  /** Why the operation cannot be done; null where it can. */
  refusal(operation: FollowUp, { reference, amount }: FollowUpRequest): string | null {
    const authorized = parseReference(reference)?.amount;
    if (!authorized) return 'unknown_reference';
    if (amount.currency !== authorized.currency) return 'currency_mismatch';
    const { captured, refunded, voided } = this.#entries.get(reference) ?? { captured: null, refunded: 0, voided: false };
    switch (operation) {
      case 'capture':
        if (voided) return 'already_voided';
        return amount.amount + (captured ?? 0) > authorized.amount ? 'exceeds_authorized' : null;
      case 'void':
        return captured ? 'already_captured' : null;
      case 'refund':
        if (voided) return 'already_voided';
        return amount.amount + refunded > (captured ?? authorized.amount) ? 'exceeds_captured' : null;
    }
  }

  /** A new authorization: nothing of it is captured. */
  open(reference: string): void {
    if (!this.#entries.has(reference)) this.#keep(reference, { captured: 0, refunded: 0, voided: false });
  }

  /** Takes down what was done. */
  record(operation: FollowUp, { reference, amount }: FollowUpRequest): void {
    const entry = this.#entries.get(reference) ?? this.#forgotten(operation, reference);
    if (operation === 'capture') entry.captured += amount.amount;
    else if (operation === 'refund') entry.refunded += amount.amount;
    else entry.voided = true;
  }

  /** An authorization from before a restart: money given back must have been captured then. */
  #forgotten(operation: FollowUp, reference: string): Entry {
    const authorized = parseReference(reference)?.amount.amount ?? 0;
    const entry = { captured: operation === 'refund' ? authorized : 0, refunded: 0, voided: false };
    this.#keep(reference, entry);
    return entry;
  }

  #keep(reference: string, entry: Entry): void {
    this.#entries.set(reference, entry);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > mostEntries && oldest !== undefined) this.#entries.delete(oldest);
  }
}
