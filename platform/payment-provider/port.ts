import type { Money } from '@shop/shared-events';

/** The provider's word on an operation. */
export type ProviderOutcome =
  { readonly status: 'succeeded'; readonly reference: string } | { readonly status: 'declined'; readonly reason: string };

/** The reply did not come: the operation may have been done or not. Ask {@link PaymentProvider.find} first. */
export class ProviderTimeoutError extends Error {
  override readonly name = 'ProviderTimeoutError';
}

export interface AuthorizeRequest {
  /** `{paymentId}:{operation}`; the same key is the same operation. */
  readonly idempotencyKey: string;
  readonly amount: Money;
  readonly paymentToken: string;
}

export interface FollowUpRequest {
  readonly idempotencyKey: string;
  /** What authorize answered. */
  readonly reference: string;
  readonly amount: Money;
}

/** A provider of payments. Every call throws {@link ProviderTimeoutError} on an unknown outcome. */
export interface PaymentProvider {
  /** Whether the token is one the provider could take at all. */
  accepts(paymentToken: string): boolean;
  authorize(request: AuthorizeRequest): Promise<ProviderOutcome>;
  capture(request: FollowUpRequest): Promise<ProviderOutcome>;
  void(request: FollowUpRequest): Promise<ProviderOutcome>;
  refund(request: FollowUpRequest): Promise<ProviderOutcome>;
  /** What became of an operation; null where the provider never saw it. */
  find(idempotencyKey: string): Promise<ProviderOutcome | null>;
}
