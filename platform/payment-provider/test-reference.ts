import { hash } from 'node:crypto';
import type { Money } from '@shop/shared-events';
import type { AuthorizeRequest } from './port.ts';

/** `test:{token}:{amount}:{currency}:{hash of the key}`. */
const form = /^test:([a-z_]+):(\d{1,16}):([A-Z]{3}):([0-9a-f]{16})$/;

/**
 * The provider's reference of an authorization. It tells the token and the amount, so that a provider that
 * forgot everything can still answer what follows, and it is the same whenever the same key is authorized.
 */
export function referenceOf({ idempotencyKey, amount, paymentToken }: AuthorizeRequest): string {
  const digest = hash('sha256', idempotencyKey, 'hex').slice(0, 16);
  return `test:${paymentToken}:${amount.amount}:${amount.currency}:${digest}`;
}

/** What a reference tells; null where it is none of ours. */
export function parseReference(reference: string): { readonly token: string; readonly amount: Money } | null {
  const [, token, amount, currency] = form.exec(reference) ?? [];
  if (token === undefined || amount === undefined || currency === undefined) return null;
  return { token, amount: { amount: Number(amount), currency } };
}
