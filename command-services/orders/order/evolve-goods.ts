import type { DataOf } from './data-of.ts';
import type { OrderState, PlacedOrder, Return } from './state.ts';
import { change, total } from './units.ts';

function placedOf(state: OrderState): PlacedOrder {
  if (state.placed === null) throw new Error(`order ${state.orderId} has goods under way but was never placed`);
  return state.placed;
}

export function afterDispatch(state: OrderState, data: DataOf<'FulfilmentCreated'>): OrderState {
  const placed = placedOf(state);
  const fulfilledUnits = change(state.fulfilledUnits, placed, data.lines, 1);
  const ordered = total(placed.articles.map(({ quantity }) => quantity));
  return {
    ...state,
    fulfilledUnits,
    fulfilments: [...state.fulfilments, { fulfilmentId: data.fulfilmentId, lines: data.lines, deliveredAt: null }],
    fulfilment: total(fulfilledUnits) === ordered ? 'fulfilled' : 'partially_fulfilled',
  };
}

export function afterDelivery(state: OrderState, data: DataOf<'FulfilmentDelivered'>): OrderState {
  const fulfilments = state.fulfilments.map((one) =>
    one.fulfilmentId === data.fulfilmentId ? { ...one, deliveredAt: data.deliveredAt } : one,
  );
  const everything = state.fulfilment === 'fulfilled' && fulfilments.every(({ deliveredAt }) => deliveredAt !== null);
  return { ...state, fulfilments, fulfilment: everything ? 'delivered' : state.fulfilment };
}

export function afterReturnRequest(state: OrderState, data: DataOf<'ReturnRequested'>): OrderState {
  const { returnId, lines, reason } = data;
  return {
    ...state,
    return: 'requested',
    returns: [...state.returns, { returnId, status: 'requested', lines, reason, received: [] }],
    returningUnits: change(state.returningUnits, placedOf(state), lines, 1),
  };
}

export function afterReturnAnswer(state: OrderState, returnId: string, status: 'approved' | 'rejected'): OrderState {
  const asked = state.returns.find((one) => one.returnId === returnId)?.lines ?? [];
  return {
    ...state,
    return: status,
    returns: replaced(state.returns, returnId, (one) => ({ ...one, status })),
    returningUnits: status === 'rejected' ? change(state.returningUnits, placedOf(state), asked, -1) : state.returningUnits,
  };
}

/** What was asked for and did not come back may be asked for again. */
export function afterReceipt(state: OrderState, data: DataOf<'ReturnReceived'>): OrderState {
  const placed = placedOf(state);
  const asked = state.returns.find((one) => one.returnId === data.returnId)?.lines ?? [];
  return {
    ...state,
    return: 'received',
    returns: replaced(state.returns, data.returnId, (one) => ({ ...one, status: 'received', received: data.lines })),
    returningUnits: change(change(state.returningUnits, placed, asked, -1), placed, data.lines, 1),
    receivedUnits: change(state.receivedUnits, placed, data.lines, 1),
  };
}

function replaced(returns: readonly Return[], returnId: string, by: (one: Return) => Return): readonly Return[] {
  return returns.map((one) => (one.returnId === returnId ? by(one) : one));
}
