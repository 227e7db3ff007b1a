import type { Money } from '@shop/shared-events';

export interface PaymentRefund {
  readonly amount: number;
  readonly status: 'requested' | 'refunded' | 'failed';
}

export type PaymentStage =
  'none' | 'authorizing' | 'authorized' | 'declined' | 'capturing' | 'captured' | 'capture-failed' | 'voiding' | 'voided';

export interface PaymentState {
  readonly stage: PaymentStage;
  readonly orderId: string;
  readonly amount: Money;
  readonly paymentToken: string;
  /** The provider's name for the authorization. */
  readonly reference: string;
  readonly declineReason: string;
  /** Captures begun; each one that was answered with no needs a key of its own. */
  readonly captures: number;
  readonly refunds: ReadonlyMap<string, PaymentRefund>;
}

export const noPayment: PaymentState = {
  stage: 'none',
  orderId: '',
  amount: { amount: 0, currency: '' },
  paymentToken: '',
  reference: '',
  declineReason: '',
  captures: 0,
  refunds: new Map(),
};
