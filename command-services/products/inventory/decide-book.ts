import type { InventoryEvent } from '@shop/shared-events';
import { accept, type Decision, nothing, refuse } from '@shop/platform/command-handling/decider.ts';
import type { AdjustStock, BookCommand, ReceiveStock, RestockReturn } from './commands.ts';
import { restockingId } from './done.ts';
import type { StockState } from './state.ts';

/** What comes in, comes back or was counted. */
export function decideOnBook(command: BookCommand, state: StockState): Decision<InventoryEvent> {
  switch (command.type) {
    case 'ReceiveStock':
      return receive(command, state);
    case 'AdjustStock':
      return adjust(command, state);
    case 'RestockReturn':
      return restock(command, state);
    case 'SetLowStockThreshold':
      if (command.threshold === state.lowStockThreshold) return nothing;
      return accept({ type: 'LowStockThresholdSet', data: { threshold: command.threshold } });
    default:
      return command satisfies never;
  }
}

function receive({ receiptId, quantity, reference }: ReceiveStock, state: StockState): Decision<InventoryEvent> {
  return (
    repeated(state.done.number('receipt', receiptId), quantity) ??
    accept({ type: 'StockReceived', data: { receiptId, quantity, reference } })
  );
}

/**
 * A stocktake is told even where it finds nothing wrong: done again after sales, the same count under the
 * same id must not count as a new one. It may find less than is reserved; the shortfall is told then.
 */
function adjust({ adjustmentId, change, reason }: AdjustStock, state: StockState): Decision<InventoryEvent> {
  const before = state.done.number('adjustment', adjustmentId);
  if (before !== undefined && 'counted' in change) return nothing;
  const delta = 'counted' in change ? change.counted - state.onHand : change.delta;
  const again = repeated(before, delta);
  if (again) return again;
  if (state.onHand + delta < 0) {
    return refuse('negative-stock', `There are ${state.onHand} on hand; the book cannot go below 0.`, { onHand: state.onHand });
  }
  return accept({ type: 'StockAdjusted', data: { adjustmentId, delta, reason } });
}

function restock({ returnId, orderId, quantity, disposition }: RestockReturn, state: StockState): Decision<InventoryEvent> {
  return (
    repeated(state.done.number('restocking', restockingId(returnId, disposition)), quantity) ??
    accept({ type: 'StockRestocked', data: { returnId, orderId, quantity, disposition } })
  );
}

/** Null where this is the first time; nothing where it was done just so; a refusal where the number differs. */
export function repeated(
  before: number | undefined,
  now: number,
  code = 'idempotency-key-reused',
): Decision<InventoryEvent> | null {
  if (before === undefined) return null;
  if (before === now) return nothing;
  return refuse(code, `The same id was used with the quantity ${before}.`);
}
