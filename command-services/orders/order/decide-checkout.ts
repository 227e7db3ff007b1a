import type { OrderEvent } from '@shop/shared-events';
import { accept, nothing, type Decision } from '@shop/platform/command-handling/decider.ts';
import type { CancelOrder, ProcessCommand, RetryPayment } from './commands.ts';
import { noSuch, wrongFulfilment, wrongPayment, wrongStatus } from './refusals.ts';
import type { OrderState, OrderStatus } from './state.ts';

/** Another attempt to pay after a decline, while the stock is held. */
export function decideRetry(command: RetryPayment, state: OrderState): Decision<OrderEvent> {
  if (state.status !== 'placed') return wrongStatus('The order does not wait for a payment.', state.status);
  const held = state.heldUntil !== null && Date.parse(command.at) < Date.parse(state.heldUntil);
  if (state.payment !== 'declined' || !held || state.attempt >= command.mostAttempts) {
    return wrongPayment('No further payment can be tried.', state.payment, []);
  }
  return accept({
    type: 'OrderPaymentRetried',
    data: { attempt: state.attempt + 1, paymentToken: command.paymentToken },
  });
}

const cancellable: readonly OrderStatus[] = ['draft', 'placed', 'confirmed'];

/** Cancelling: a draft, or an order of which nothing has been dispatched. */
export function decideCancel(command: CancelOrder, state: OrderState): Decision<OrderEvent> {
  if (!cancellable.includes(state.status)) return wrongStatus('The order has ended.', state.status);
  if (state.fulfilments.length > 0) return wrongFulfilment('Goods have been dispatched.', state.fulfilment);
  return accept({ type: 'OrderCancelled', data: { reason: command.reason, occurredAt: command.occurredAt } });
}

/** What the fulfilment process tells the order. A command whose work is done already comes to nothing. */
export function decideProcess(command: ProcessCommand, state: OrderState): Decision<OrderEvent> {
  switch (command.type) {
    case 'RecordStockReserved':
      if (state.heldUntil !== null) return nothing;
      if (state.status !== 'placed') return ended(state);
      return accept({ type: 'OrderStockReserved', data: { expiresAt: command.expiresAt } });
    case 'ConfirmOrder':
      return decideConfirm(command, state);
    case 'RecordPaymentDeclined':
      return decideDeclined(command, state);
    case 'RejectOrder':
      if (state.status === 'rejected') return nothing;
      return state.status === 'placed' ? accept({ type: 'OrderRejected', data: { reason: command.reason } }) : ended(state);
    case 'ExpireOrder':
      if (state.status === 'expired') return nothing;
      return state.status === 'placed' ? accept({ type: 'OrderExpired', data: {} }) : ended(state);
    case 'RecordPaymentVoided':
      if (state.payment === 'voided' || state.payment === 'declined') return nothing;
      if (isPaid(state)) return wrongPayment('The payment was captured.', state.payment);
      return accept({ type: 'OrderPaymentVoided', data: { paymentId: command.paymentId } });
    case 'RecordPaymentCaptured':
      if (isPaid(state)) return nothing;
      if (state.payment !== 'authorized') return wrongPayment('Nothing to capture.', state.payment);
      return accept({ type: 'OrderPaymentCaptured', data: { paymentId: command.paymentId, amount: command.amount } });
    case 'RecordRefundIssued':
    case 'RecordRefundFailed':
      return decideRefundAnswer(command, state);
    case 'CompleteOrder':
      if (state.status === 'completed') return nothing;
      return canComplete(state) ? accept({ type: 'OrderCompleted', data: {} }) : ended(state);
    default:
      return command satisfies never;
  }
}

/** Everything is delivered and the money is in. */
export function canComplete(state: OrderState): boolean {
  return state.status === 'confirmed' && state.fulfilment === 'delivered' && isPaid(state);
}

/** The money was taken, whatever was given back since. */
export function isPaid(state: OrderState): boolean {
  return state.payment === 'captured' || state.payment === 'partially_refunded' || state.payment === 'refunded';
}

function decideConfirm(command: Extract<ProcessCommand, { type: 'ConfirmOrder' }>, state: OrderState): Decision<OrderEvent> {
  const { paymentId, attempt } = command;
  if (['confirmed', 'completed'].includes(state.status) && attempt === state.attempt) return nothing;
  if (state.status !== 'placed' || state.payment !== 'pending' || attempt !== state.attempt) return ended(state);
  return accept<OrderEvent>(
    { type: 'OrderPaymentAuthorized', data: { paymentId, attempt } },
    { type: 'OrderConfirmed', data: {} },
  );
}

/** The last decline rejects the order in the same breath. After its end a decline is still told, so that no payment stays pending. */
function decideDeclined(
  command: Extract<ProcessCommand, { type: 'RecordPaymentDeclined' }>,
  state: OrderState,
): Decision<OrderEvent> {
  const { paymentId, attempt, reason } = command;
  if (attempt !== state.attempt || state.payment !== 'pending') return nothing;
  const declined: OrderEvent = { type: 'OrderPaymentDeclined', data: { paymentId, attempt, reason } };
  if (state.status !== 'placed' || attempt < command.mostAttempts) return accept(declined);
  return accept<OrderEvent>(declined, { type: 'OrderRejected', data: { reason: { code: 'payment_declined' } } });
}

function decideRefundAnswer(
  command: Extract<ProcessCommand, { type: 'RecordRefundIssued' | 'RecordRefundFailed' }>,
  state: OrderState,
): Decision<OrderEvent> {
  const { refundId } = command;
  const refund = state.refunds.find((one) => one.refundId === refundId);
  if (!refund) return noSuch('refund');
  if (refund.status !== 'pending') return nothing;
  if (command.type === 'RecordRefundFailed') return accept({ type: 'RefundFailed', data: { refundId, reason: command.reason } });
  return accept({ type: 'RefundIssued', data: { refundId, amount: refund.amount, occurredAt: refund.occurredAt } });
}

function ended(state: OrderState) {
  return wrongStatus('The order is past this step.', state.status);
}
