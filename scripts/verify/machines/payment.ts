import type { PaymentEvent } from '@shop/shared-events';
import type { Machine } from './machine.ts';

/** A payment (docs/domain.md, "Payment"): what is asked of the provider is written first, then what came of it. */
export const paymentMachine: Machine<PaymentEvent> = {
  PaymentAuthorizationRequested: { when: { stage: 'none' }, then: { stage: 'authorizing' } },
  PaymentAuthorized: { when: { stage: 'authorizing' }, then: { stage: 'authorized' } },
  PaymentDeclined: { when: { stage: 'authorizing' }, then: { stage: 'declined' } },
  PaymentCaptureRequested: { when: { stage: 'authorized capture-failed' }, then: { stage: 'capturing' } },
  PaymentCaptured: { when: { stage: 'capturing' }, then: { stage: 'captured' } },
  PaymentCaptureFailed: { when: { stage: 'capturing' }, then: { stage: 'capture-failed' } },
  PaymentVoidRequested: { when: { stage: 'authorized' }, then: { stage: 'voiding' } },
  PaymentVoided: { when: { stage: 'voiding' }, then: { stage: 'voided' } },
  PaymentRefundRequested: {
    when: { stage: 'captured' },
    moves: ({ data }) => [{ part: 'refund', id: data.refundId, from: 'none', to: 'requested' }],
  },
  PaymentRefunded: {
    when: { stage: 'captured' },
    moves: ({ data }) => [{ part: 'refund', id: data.refundId, from: 'requested', to: 'refunded' }],
  },
  PaymentRefundFailed: {
    when: { stage: 'captured' },
    moves: ({ data }) => [{ part: 'refund', id: data.refundId, from: 'requested', to: 'failed' }],
  },
};
