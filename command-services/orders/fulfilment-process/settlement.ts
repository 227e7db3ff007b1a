import { canComplete, isPaid } from '../order/decide-checkout.ts';
import type { OrderState } from '../order/state.ts';
import type { Answer, Heard, Reaction, Situation, Work } from './messages.ts';
import { advanced, ended, perform, rest, tryAgain, write } from './reaction.ts';

/**
 * What follows a dispatch (goods leave the books, the whole amount is captured), a return and a refund. None
 * of it is ever compensated; what fails is tried again, all of it, since every part is idempotent.
 */
export function settle(situation: Situation, event: Heard | null): Reaction {
  const { order, process } = situation;
  const everything = event === null || process.step === 'settling';
  const deduct = everything ? order.fulfilments : fulfilmentsOf(order, event);
  const restock = everything ? order.returns.filter(({ status }) => status === 'received') : returnsOf(order, event);
  return work(situation, { ...moneyWork(order), deduct, restock });
}

export function onSettled(situation: Situation, { work: done, failures }: Extract<Answer, { of: 'settle' }>): Reaction {
  if (failures.length > 0) return tryAgain(situation, 'settling', failures.join('; '));
  const { order } = situation;
  // Refunds that had to wait for the capture.
  const refund = moneyWork(order).refund.filter(({ refundId }) => !done.refund.some((one) => one.refundId === refundId));
  return work(situation, { deduct: [], restock: [], capture: false, refund });
}

export function onSettlementFailure(situation: Situation, reason: string): Reaction {
  return tryAgain(situation, 'settling', reason);
}

/** The order has been told that it is complete. */
export function onCompleted(situation: Situation): Reaction {
  return situation.order.status === 'completed' ? ended(situation, 'completed') : rest;
}

function work(situation: Situation, todo: Work): Reaction {
  const { deduct, restock, capture, refund } = todo;
  const nothing = !capture && deduct.length === 0 && restock.length === 0 && refund.length === 0;
  return nothing ? settled(situation) : perform({ kind: 'settle', work: todo });
}

function settled(situation: Situation): Reaction {
  const { order, process } = situation;
  if (canComplete(order)) return perform({ kind: 'complete' });
  if (order.status === 'completed') return process.step === 'ended' ? rest : ended(situation, 'completed');
  if (process.step !== 'settling') return rest;
  return { events: write(situation, advanced(situation, 'fulfilling', null)), effect: null };
}

function moneyWork(order: OrderState): Pick<Work, 'capture' | 'refund'> {
  return {
    capture: order.fulfilments.length > 0 && order.payment === 'authorized',
    refund: isPaid(order) ? order.refunds.filter(({ status }) => status === 'pending') : [],
  };
}

function fulfilmentsOf(order: OrderState, event: Heard) {
  if (event.type !== 'FulfilmentCreated') return [];
  return order.fulfilments.filter(({ fulfilmentId }) => fulfilmentId === event.data.fulfilmentId);
}

function returnsOf(order: OrderState, event: Heard) {
  return event.type === 'ReturnReceived' ? order.returns.filter(({ returnId }) => returnId === event.data.returnId) : [];
}
