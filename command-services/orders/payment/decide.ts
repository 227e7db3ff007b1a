import type { PaymentEvent } from '@shop/shared-events';
import { accept, type Decision, nothing, refuse } from '@shop/platform/command-handling/decider.ts';
import type { PaymentCommand } from './commands.ts';
import type { PaymentStage, PaymentState } from './state.ts';

/** Where nothing is captured and the authorization holds, or may. */
const capturable: readonly PaymentStage[] = ['authorized', 'capture-failed'];

/** What a command comes to. Done or begun already, it comes to nothing; out of place, it is refused with `invalid-transition`. */
export function decide(command: PaymentCommand, state: PaymentState): Decision<PaymentEvent> {
  const { stage } = state;
  switch (command.type) {
    case 'AuthorizePayment': {
      if (stage !== 'none') return nothing;
      const { paymentId, orderId, amount, paymentToken } = command;
      return accept({ type: 'PaymentAuthorizationRequested', data: { paymentId, orderId, amount, paymentToken } });
    }
    case 'RecordAuthorized':
      if (stage !== 'authorizing') return answered(state, 'authorized');
      return accept({ type: 'PaymentAuthorized', data: { providerReference: command.reference } });
    case 'RecordDeclined':
      if (stage !== 'authorizing') return answered(state, 'declined');
      return accept({ type: 'PaymentDeclined', data: { reason: command.reason } });
    case 'CapturePayment':
      if (stage === 'capturing' || stage === 'captured') return nothing;
      return capturable.includes(stage) ? accept({ type: 'PaymentCaptureRequested', data: {} }) : outOfPlace(stage);
    case 'RecordCaptured':
      if (stage !== 'capturing') return answered(state, 'captured');
      return accept({ type: 'PaymentCaptured', data: { amount: state.amount } });
    case 'RecordCaptureFailed':
      if (stage !== 'capturing') return answered(state, 'capture-failed');
      return accept({ type: 'PaymentCaptureFailed', data: { reason: command.reason } });
    case 'VoidPayment':
      if (stage === 'voiding' || stage === 'voided') return nothing;
      return stage === 'authorized' ? accept({ type: 'PaymentVoidRequested', data: {} }) : outOfPlace(stage);
    case 'RecordVoided':
      if (stage !== 'voiding') return answered(state, 'voided');
      return accept({ type: 'PaymentVoided', data: {} });
    case 'RefundPayment':
      return decideRefund(command, state);
    case 'RecordRefunded':
    case 'RecordRefundFailed':
      return decideRefundAnswer(command, state);
    default:
      return command satisfies never;
  }
}

/** Never more is given back than was captured, refunds under way included. */
function decideRefund(command: Extract<PaymentCommand, { type: 'RefundPayment' }>, state: PaymentState): Decision<PaymentEvent> {
  const { refundId, amount } = command;
  if (state.refunds.has(refundId)) return nothing;
  if (state.stage !== 'captured') return outOfPlace(state.stage);
  let given = 0;
  for (const refund of state.refunds.values()) if (refund.status !== 'failed') given += refund.amount;
  if (given + amount > state.amount.amount) {
    return refuse('refund-exceeds-captured', 'More would be given back than was captured.');
  }
  const { currency } = state.amount;
  return accept({ type: 'PaymentRefundRequested', data: { refundId, amount: { amount, currency } } });
}

function decideRefundAnswer(
  command: Extract<PaymentCommand, { type: 'RecordRefunded' | 'RecordRefundFailed' }>,
  state: PaymentState,
): Decision<PaymentEvent> {
  const { refundId } = command;
  const refund = state.refunds.get(refundId);
  if (!refund) return refuse('not-found', 'The payment has no such refund.');
  if (refund.status !== 'requested') return nothing;
  if (command.type === 'RecordRefundFailed') {
    return accept({ type: 'PaymentRefundFailed', data: { refundId, reason: command.reason } });
  }
  const amount = { amount: refund.amount, currency: state.amount.currency };
  return accept({ type: 'PaymentRefunded', data: { refundId, amount } });
}

/** An answer that is known already comes to nothing; one that contradicts what is known is refused. */
function answered(state: PaymentState, as: PaymentStage): Decision<PaymentEvent> {
  return state.stage === as ? nothing : outOfPlace(state.stage);
}

function outOfPlace(stage: PaymentStage) {
  return refuse('invalid-transition', `The payment is ${stage}.`, { current: stage });
}
