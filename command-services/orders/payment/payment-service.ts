import type { Money } from '@shop/shared-events';
import type { Clock } from '@shop/platform/clock/port.ts';
import type { Cause } from '@shop/platform/command-handling/cause.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';
import type { PaymentProvider, ProviderOutcome } from '@shop/platform/payment-provider/port.ts';
import { askProvider, type Question } from './ask-provider.ts';
import type { PaymentCommand } from './commands.ts';
import type { Payments } from './payment.ts';
import type { PaymentState } from './state.ts';

export type AuthorizationOutcome = { readonly outcome: 'authorized' } | { readonly outcome: 'declined'; readonly reason: string };
export type CaptureOutcome =
  { readonly outcome: 'captured'; readonly amount: number } | { readonly outcome: 'failed'; readonly reason: string };
/** `none`: nothing had been authorized, so there is nothing to void. */
export type VoidOutcome =
  { readonly outcome: 'voided' | 'none' } | { readonly outcome: 'declined' | 'failed'; readonly reason: string };
export type RefundOutcome = { readonly outcome: 'refunded' } | { readonly outcome: 'failed'; readonly reason: string };

/**
 * Payments around the provider. What is asked of it is written first, so that after a crash the same call
 * takes the pending operation up again; every call may be repeated. All throw `PaymentOutcomeUnknownError`
 * where the provider does not tell, and the store's errors; `PaymentOutOfPlaceError` on a fault of the caller.
 */
export interface PaymentService {
  authorize(request: AuthorizationRequest, cause: Cause): Promise<AuthorizationOutcome>;
  /** Captures the whole amount. A capture that failed is tried anew. */
  capture(paymentId: string, cause: Cause): Promise<CaptureOutcome>;
  /** Makes sure that nothing stays authorized; an authorization of unknown outcome is cleared up first. */
  void(paymentId: string, cause: Cause): Promise<VoidOutcome>;
  refund(
    request: { readonly paymentId: string; readonly refundId: string; readonly amount: number },
    cause: Cause,
  ): Promise<RefundOutcome>;
}

export interface AuthorizationRequest {
  readonly paymentId: string;
  readonly orderId: string;
  readonly amount: Money;
  readonly paymentToken: string;
}

/** An operation that the payment's stage does not allow. */
export class PaymentOutOfPlaceError extends Error {
  override readonly name = 'PaymentOutOfPlaceError';
}

export interface PaymentServiceDependencies {
  readonly payments: Payments;
  readonly provider: PaymentProvider;
  readonly clock: Clock;
  /** Waits between tries after lost replies. */
  readonly waitsMs: readonly number[];
}

export function createPaymentService(dependencies: PaymentServiceDependencies): PaymentService {
  const { payments, provider, clock, waitsMs } = dependencies;
  const ask = (question: Question) => askProvider(provider, clock, waitsMs, question);

  /** `operation` names this very step of the payment, so that its events have the same ids whenever it is made. */
  async function execute(paymentId: string, operation: string, command: PaymentCommand, cause: Cause) {
    const commandId = derivedId('payment', paymentId, operation, command.type);
    const outcome = await payments.execute(paymentId, command, { ...cause, commandId });
    if (!outcome.accepted) throw new PaymentOutOfPlaceError(`${paymentId}: ${outcome.refusal.detail}`);
    return { state: outcome.state, begun: outcome.events.length > 0 };
  }

  const authorization = (paymentId: string, state: PaymentState, resumed: boolean): Question => {
    const key = `${paymentId}:authorize`;
    const { amount, paymentToken } = state;
    return {
      key,
      ask: () => provider.authorize({ idempotencyKey: key, amount, paymentToken }),
      resumed,
      neverSeen: { status: 'declined', reason: 'no reply from the payment provider' },
    };
  };

  async function recordAuthorization(paymentId: string, answer: ProviderOutcome, cause: Cause): Promise<AuthorizationOutcome> {
    if (answer.status === 'succeeded') {
      await execute(paymentId, 'authorize', { type: 'RecordAuthorized', reference: answer.reference }, cause);
      return { outcome: 'authorized' };
    }
    const reason = reasonOf(answer);
    await execute(paymentId, 'authorize', { type: 'RecordDeclined', reason }, cause);
    return { outcome: 'declined', reason };
  }

  return {
    async authorize(request, cause) {
      const { paymentId } = request;
      const { state, begun } = await execute(paymentId, 'authorize', { type: 'AuthorizePayment', ...request }, cause);
      if (state.stage === 'declined') return { outcome: 'declined', reason: state.declineReason };
      if (state.stage !== 'authorizing') return { outcome: 'authorized' };
      return recordAuthorization(paymentId, await ask(authorization(paymentId, state, !begun)), cause);
    },

    async capture(paymentId, cause) {
      const before = (await payments.load(paymentId)).state;
      const number = before.stage === 'capturing' || before.stage === 'captured' ? before.captures : before.captures + 1;
      // A capture that was declined stays declined under its key.
      const operation = number === 1 ? 'capture' : `capture-${number}`;
      const { state, begun } = await execute(paymentId, operation, { type: 'CapturePayment' }, cause);
      const { amount, reference } = state;
      if (state.stage === 'captured') return { outcome: 'captured', amount: amount.amount };
      const key = `${paymentId}:${operation}`;
      const answer = await ask({
        key,
        ask: () => provider.capture({ idempotencyKey: key, reference, amount }),
        resumed: !begun,
        neverSeen: null,
      });
      if (answer.status === 'succeeded') {
        await execute(paymentId, operation, { type: 'RecordCaptured' }, cause);
        return { outcome: 'captured', amount: amount.amount };
      }
      await execute(paymentId, operation, { type: 'RecordCaptureFailed', reason: reasonOf(answer) }, cause);
      return { outcome: 'failed', reason: reasonOf(answer) };
    },

    async void(paymentId, cause) {
      const before = (await payments.load(paymentId)).state;
      if (before.stage === 'none') return { outcome: 'none' };
      if (before.stage === 'declined') return { outcome: 'declined', reason: before.declineReason };
      if (before.stage === 'authorizing') {
        const { key, neverSeen } = authorization(paymentId, before, true);
        const nothing = neverSeen ?? { status: 'declined', reason: 'never seen' };
        // Only looked up: asking for an authorization just to void it would hold the customer's money.
        const found = await ask({ key, ask: () => Promise.resolve(nothing), resumed: true, neverSeen });
        const settled = await recordAuthorization(paymentId, found, cause);
        if (settled.outcome === 'declined') return settled;
      }
      const { state, begun } = await execute(paymentId, 'void', { type: 'VoidPayment' }, cause);
      if (state.stage === 'voided') return { outcome: 'voided' };
      const key = `${paymentId}:void`;
      const { amount, reference } = state;
      const answer = await ask({
        key,
        ask: () => provider.void({ idempotencyKey: key, reference, amount }),
        resumed: !begun,
        neverSeen: null,
      });
      if (answer.status === 'declined') return { outcome: 'failed', reason: reasonOf(answer) };
      await execute(paymentId, 'void', { type: 'RecordVoided' }, cause);
      return { outcome: 'voided' };
    },

    async refund({ paymentId, refundId, amount }, cause) {
      const operation = `refund:${refundId}`;
      const { state, begun } = await execute(paymentId, operation, { type: 'RefundPayment', refundId, amount }, cause);
      const status = state.refunds.get(refundId)?.status;
      if (status === 'refunded') return { outcome: 'refunded' };
      if (status === 'failed') return { outcome: 'failed', reason: 'declined before' };
      const key = `${paymentId}:${operation}`;
      const money = { amount, currency: state.amount.currency };
      const answer = await ask({
        key,
        ask: () => provider.refund({ idempotencyKey: key, reference: state.reference, amount: money }),
        resumed: !begun,
        neverSeen: null,
      });
      if (answer.status === 'succeeded') {
        await execute(paymentId, operation, { type: 'RecordRefunded', refundId }, cause);
        return { outcome: 'refunded' };
      }
      await execute(paymentId, operation, { type: 'RecordRefundFailed', refundId, reason: reasonOf(answer) }, cause);
      return { outcome: 'failed', reason: reasonOf(answer) };
    },
  };
}

/** The provider's reason in the length an event holds. */
function reasonOf(answer: ProviderOutcome): string {
  return (answer.status === 'declined' ? answer.reason : '').slice(0, 500) || 'declined';
}
