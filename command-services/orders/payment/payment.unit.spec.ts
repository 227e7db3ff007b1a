import { describe, it } from 'node:test';
import type { PaymentEvent } from '@shop/shared-events';
import { given as givenDecider } from '@shop/platform/command-handling/given.ts';
import { paymentSpec } from './payment.ts';

const gbp = (amount: number) => ({ amount, currency: 'GBP' });
const orderId = '01890a5d-ac96-774b-bcce-b302099a8057';
const refundId = '01890a5d-0000-7000-8000-000000000001';
const other = '01890a5d-0000-7000-8000-000000000002';
const given = (...past: readonly PaymentEvent[]) => givenDecider(paymentSpec.decider, ...past);

const request = { paymentId: 'p1', orderId, amount: gbp(1_000), paymentToken: 'tok_ok' };
const requested: PaymentEvent = { type: 'PaymentAuthorizationRequested', data: request };
const authorized: PaymentEvent = { type: 'PaymentAuthorized', data: { providerReference: 'ref' } };
const declined: PaymentEvent = { type: 'PaymentDeclined', data: { reason: 'no' } };
const capturing: PaymentEvent = { type: 'PaymentCaptureRequested', data: {} };
const captureFailed: PaymentEvent = { type: 'PaymentCaptureFailed', data: { reason: 'no' } };
const captured: PaymentEvent = { type: 'PaymentCaptured', data: { amount: gbp(1_000) } };
const voiding: PaymentEvent = { type: 'PaymentVoidRequested', data: {} };
const voided: PaymentEvent = { type: 'PaymentVoided', data: {} };
const refunding = (id: string, amount: number): PaymentEvent => ({
  type: 'PaymentRefundRequested',
  data: { refundId: id, amount: gbp(amount) },
});
const refunded: PaymentEvent = { type: 'PaymentRefunded', data: { refundId, amount: gbp(600) } };
const refundFailed: PaymentEvent = { type: 'PaymentRefundFailed', data: { refundId, reason: 'no' } };
const paid = [requested, authorized, capturing, captured];

describe('a payment', () => {
  it('is authorized or declined, once', () => {
    given()
      .when({ type: 'AuthorizePayment', ...request })
      .then(requested);
    given(requested)
      .when({ type: 'AuthorizePayment', ...request })
      .then();
    given(requested).when({ type: 'RecordAuthorized', reference: 'ref' }).then(authorized);
    given(requested, authorized).when({ type: 'RecordAuthorized', reference: 'ref' }).then();
    given(requested).when({ type: 'RecordDeclined', reason: 'no' }).then(declined);
    given(requested, declined).when({ type: 'RecordDeclined', reason: 'no' }).then();
  });

  it('never takes back an answer', () => {
    given(requested, declined).when({ type: 'RecordAuthorized', reference: 'ref' }).refused('invalid-transition');
    given(requested, authorized).when({ type: 'RecordDeclined', reason: 'no' }).refused('invalid-transition');
    given(...paid)
      .when({ type: 'RecordCaptureFailed', reason: 'no' })
      .refused('invalid-transition');
  });

  it('is captured once, and again tried after a failure', () => {
    given(requested, authorized).when({ type: 'CapturePayment' }).then(capturing);
    given(requested, authorized, capturing).when({ type: 'CapturePayment' }).then();
    given(requested, authorized, capturing).when({ type: 'RecordCaptured' }).then(captured);
    given(...paid)
      .when({ type: 'CapturePayment' })
      .then();
    given(...paid)
      .when({ type: 'RecordCaptured' })
      .then();
    given(requested, authorized, capturing).when({ type: 'RecordCaptureFailed', reason: 'no' }).then(captureFailed);
    given(requested, authorized, capturing, captureFailed).when({ type: 'CapturePayment' }).then(capturing);
    given(requested).when({ type: 'CapturePayment' }).refused('invalid-transition', { current: 'authorizing' });
    given(requested, authorized, voiding).when({ type: 'CapturePayment' }).refused('invalid-transition');
  });

  it('is voided only while nothing is captured', () => {
    given(requested, authorized).when({ type: 'VoidPayment' }).then(voiding);
    given(requested, authorized, voiding).when({ type: 'VoidPayment' }).then();
    given(requested, authorized, voiding).when({ type: 'RecordVoided' }).then(voided);
    given(requested, authorized, voiding, voided).when({ type: 'RecordVoided' }).then();
    given(...paid)
      .when({ type: 'VoidPayment' })
      .refused('invalid-transition', { current: 'captured' });
    given(requested, authorized, capturing).when({ type: 'VoidPayment' }).refused('invalid-transition');
  });

  it('gives back at most what was captured', () => {
    const refund = (id: string, amount: number) => ({ type: 'RefundPayment', refundId: id, amount }) as const;
    given(...paid)
      .when(refund(refundId, 600))
      .then(refunding(refundId, 600));
    given(...paid, refunding(refundId, 600))
      .when(refund(refundId, 600))
      .then();
    given(...paid, refunding(refundId, 600))
      .when(refund(other, 401))
      .refused('refund-exceeds-captured');
    given(...paid, refunding(refundId, 600), refunded)
      .when(refund(other, 400))
      .then(refunding(other, 400));
    given(...paid, refunding(refundId, 600), refundFailed)
      .when(refund(other, 1_000))
      .then(refunding(other, 1_000));
    given(requested, authorized).when(refund(refundId, 1)).refused('invalid-transition');
  });

  it('has each refund answered once', () => {
    const asked = [...paid, refunding(refundId, 600)];
    given(...asked)
      .when({ type: 'RecordRefunded', refundId })
      .then(refunded);
    given(...asked, refunded)
      .when({ type: 'RecordRefunded', refundId })
      .then();
    given(...asked)
      .when({ type: 'RecordRefundFailed', refundId, reason: 'no' })
      .then(refundFailed);
    given(...asked, refundFailed)
      .when({ type: 'RecordRefunded', refundId })
      .then();
    given(...paid)
      .when({ type: 'RecordRefunded', refundId })
      .refused('not-found');
  });
});
