import type { OrderEvent } from '@shop/shared-events';
import { accept, refuse, type Decision } from '@shop/platform/command-handling/decider.ts';
import type { ApproveReturn, IssueRefund, ReceiveReturn, RejectReturn, RequestReturn } from './commands.ts';
import { worthOfUnits } from './refund-share.ts';
import { noSuch, wrongFulfilment, wrongReturn } from './refusals.ts';
import type { OrderState, PlacedOrder, Return } from './state.ts';
import { addUp, unitsOf } from './units.ts';

/**
 * Asks to send goods back: at most what was dispatched and is not coming back already
 * (`return-exceeds-fulfilled`), and only while its time runs (`return-window-closed`).
 */
export function decideReturn(command: RequestReturn, state: OrderState): Decision<OrderEvent> {
  const { placed } = state;
  const dispatched = ['confirmed', 'completed'].includes(state.status) && state.fulfilments.length > 0;
  if (placed === null || !dispatched) {
    return wrongFulfilment('Nothing has been dispatched that could come back.', state.fulfilment);
  }
  const lines = addUp(command.lines);
  const skusBeyond = (limit: (sku: string) => number) =>
    lines.filter(({ sku, quantity }) => quantity > limit(sku)).map(({ sku }) => sku);
  const returning = (sku: string) => unitsOf(state.returningUnits, placed, sku);
  const fulfilled = (sku: string) => unitsOf(state.fulfilledUnits, placed, sku);
  const exceeding = skusBeyond((sku) => fulfilled(sku) - returning(sku));
  if (exceeding.length > 0) return exceedsFulfilled(exceeding);
  const closed = closedUnits(state, command);
  // Earlier returns count against the goods whose time has run out.
  const late = skusBeyond((sku) => fulfilled(sku) - Math.max(returning(sku), closed.get(sku) ?? 0));
  if (late.length > 0) return refuse('return-window-closed', 'The time to send these goods back is over.', { skus: late });
  const { returnId, reason } = command;
  return accept({ type: 'ReturnRequested', data: { returnId, lines, reason } });
}

/** Units per SKU that were delivered longer ago than goods may come back. */
function closedUnits(state: OrderState, { at, windowMs }: RequestReturn): ReadonlyMap<string, number> {
  const now = Date.parse(at);
  const closed = state.fulfilments.filter(({ deliveredAt }) => deliveredAt !== null && now > Date.parse(deliveredAt) + windowMs);
  return new Map(addUp(closed.flatMap(({ lines }) => lines)).map(({ sku, quantity }) => [sku, quantity]));
}

export function decideReturnAnswer(command: ApproveReturn | RejectReturn, state: OrderState): Decision<OrderEvent> {
  const { returnId } = command;
  const one = returnOf(state, returnId);
  if (!one) return noSuch('return');
  if (one.status !== 'requested') return wrongReturn('The return was answered already.', one.status);
  if (command.type === 'ApproveReturn') return accept({ type: 'ReturnApproved', data: { returnId } });
  return accept({ type: 'ReturnRejected', data: { returnId, reason: command.reason } });
}

/** Goods of an approved return have come back, at most those it names; they are refunded at once with their share. */
export function decideReceipt(command: ReceiveReturn, state: OrderState): Decision<OrderEvent> {
  const { returnId, lines, occurredAt } = command;
  const { placed } = state;
  const one = returnOf(state, returnId);
  if (!one || placed === null) return noSuch('return');
  if (one.status !== 'approved') return wrongReturn('The return cannot be received.', one.status);
  const asked = new Map(one.lines.map(({ sku, quantity }) => [sku, quantity]));
  const received = addUp(lines);
  const exceeding = received.filter(({ sku, quantity }) => quantity > (asked.get(sku) ?? 0)).map(({ sku }) => sku);
  if (exceeding.length > 0) return exceedsFulfilled(exceeding);
  const worth = received.reduce((sum, { sku, quantity }) => sum + worthOf(state, placed, sku, quantity), 0);
  // What staff gave back before is not given back twice.
  const refundDue = Math.min(worth, placed.totals.total - state.refunded - state.refundsPending);
  const why = command.reason === undefined ? {} : { reason: command.reason };
  const receipt: OrderEvent = { type: 'ReturnReceived', data: { returnId, lines: [...lines], refundDue, occurredAt, ...why } };
  if (refundDue === 0) return accept(receipt);
  return accept<OrderEvent>(receipt, {
    type: 'RefundRequested',
    data: { refundId: command.refundId, amount: refundDue, reason: one.reason, returnId, occurredAt },
  });
}

/** Staff give money back: `refund-exceeds-captured` where more would be than was captured. */
export function decideRefund(command: IssueRefund, state: OrderState): Decision<OrderEvent> {
  const { refundId, amount, reason, occurredAt } = command;
  const refundable = Math.max(0, state.captured - state.refunded - state.refundsPending);
  if (amount > refundable) {
    return refuse('refund-exceeds-captured', 'More would be given back than was taken.', {
      refundable: { amount: refundable, currency: state.currency },
    });
  }
  return accept({ type: 'RefundRequested', data: { refundId, amount, reason, returnId: null, occurredAt } });
}

function returnOf(state: OrderState, returnId: string): Return | undefined {
  return state.returns.find((one) => one.returnId === returnId);
}

function worthOf(state: OrderState, placed: PlacedOrder, sku: string, quantity: number): number {
  const lines = placed.linesOf[placed.articleOf.get(sku) ?? -1] ?? [];
  return worthOfUnits(lines, unitsOf(state.receivedUnits, placed, sku), quantity);
}

function exceedsFulfilled(skus: readonly string[]) {
  return refuse('return-exceeds-fulfilled', 'More would come back than is out.', { skus });
}
