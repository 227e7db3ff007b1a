import { categoryOf, idOf, streamName } from '@shop/shared-events';
import type { Check } from '../core/check.ts';
import type { Tell } from '../core/report.ts';
import type { Scratch } from '../core/scratch.ts';
import type { StockFacts } from '../facts/stock-facts.ts';
import type { World } from '../facts/world.ts';

/** One command to a SKU: how the stock stood before it, and what of it was told to staff. */
interface Command {
  readonly commandId: string;
  readonly firstRevision: number;
  /** Null where the SKU was registered by it: then there was nothing to fall from. */
  readonly before: StockFacts | null;
  low: { readonly available: number; readonly threshold: number } | null;
  shortfall: number | null;
}

/**
 * Invariant 5, command by command: where more is promised than there is, and more than before, that is told with
 * the right figure; so is what is available falling to the threshold (docs/domain.md, "InventoryItem").
 */
export function stockWarnings(scratch: Scratch): Check {
  const commands = scratch.table<Command>();
  return {
    number: '5',
    title: 'shortfalls and low stock are told when they arise, and only then',
    before(event, world, tell) {
      const { stream, revision, metadata } = event;
      if (categoryOf(stream) !== 'inventory') return;
      const sku = idOf(stream);
      let command = commands.get(sku);
      if (command?.commandId !== metadata.commandId) {
        if (command) judge(sku, command, world, tell);
        const before = world.stock.get(sku);
        const fresh = { commandId: metadata.commandId, firstRevision: revision, low: null, shortfall: null };
        commands.set(sku, (command = { ...fresh, before: before ? { ...before } : null }));
      }
      if (event.type === 'LowStockReached') commands.set(sku, { ...command, low: event.data });
      if (event.type === 'StockShortfallDetected') commands.set(sku, { ...command, shortfall: event.data.shortfall });
    },
    end(world, _rest, tell) {
      for (const [sku, command] of commands.entries()) judge(sku, command, world, tell);
    },
  };
}

function judge(sku: string, { before, low, shortfall, firstRevision }: Command, world: World, tell: Tell): void {
  const after = world.stock.get(sku);
  if (!after) return;
  const wrong = (what: string): void => tell(streamName('inventory', sku), firstRevision, what);
  const short = shortOf(after);
  const due = before !== null && short > shortOf(before) ? short : null;
  if (due !== shortfall) wrong(`a shortfall of ${due ?? 0} was told as ${shortfall ?? 'none'}`);
  const isDue = before !== null && isLow(after) && !isLow(before);
  if (isDue !== (low !== null)) wrong(isDue ? 'low stock was not told' : 'low stock was told where it did not arise');
  if (low && (low.available !== availableOf(after) || low.threshold !== after.threshold)) {
    wrong(`low stock was told as ${low.available} of ${low.threshold}; it is ${availableOf(after)} of ${after.threshold}`);
  }
}

const shortOf = ({ onHand, reserved }: StockFacts): number => Math.max(0, reserved - onHand);
const availableOf = ({ onHand, reserved }: StockFacts): number => Math.max(0, onHand - reserved);
const isLow = (stock: StockFacts): boolean => availableOf(stock) <= stock.threshold;
