import type { DiscountTerms, OrderEvent } from '@shop/shared-events';
import { accept, nothing, refuse, type Decision, type Refusal } from '@shop/platform/command-handling/decider.ts';
import type { AskedLine, CreateOrder, DraftCommand } from './commands.ts';
import { decidePlace } from './decide-place.ts';
import { evolve } from './evolve.ts';
import { noSuch, wrongStatus } from './refusals.ts';
import type { OrderState } from './state.ts';

/** A real invoice has 1,114. */
export const mostLines = 2_000;

/**
 * Makes a cart, or with `place` a placed order: the snapshot in OrderPlaced then stands for the events of a
 * cart that nobody ever saw.
 */
export function decideCreate(command: CreateOrder, state: OrderState): Decision<OrderEvent> {
  if (state.status !== 'none') return wrongStatus('The order exists already.', state.status);
  const wrongPrice = changedPrices(command.lines);
  if (wrongPrice) return { refused: wrongPrice };
  if (command.lines.length > mostLines) return tooManyLines;
  const { orderId, customerId, currency, agreement, place } = command;
  const created: OrderEvent = { type: 'OrderCreated', data: { orderId, customerId, currency, agreement } };
  const contents: OrderEvent[] = command.lines.map(({ line }) => ({ type: 'OrderLineAdded', data: { line } }));
  if (command.shippingAddress) contents.push({ type: 'ShippingDetailsSet', data: command.shippingAddress });
  if (!place) return accept(created, ...contents);
  const placed = decidePlace({ type: 'PlaceOrder', ...place }, contents.reduce(evolve, evolve(state, created)));
  return 'refused' in placed ? placed : accept(created, ...placed.events);
}

/** What changes a cart. */
export function decideDraft(command: DraftCommand, state: OrderState): Decision<OrderEvent> {
  if (state.status !== 'draft') return wrongStatus('Only a draft can be changed.', state.status);
  switch (command.type) {
    case 'AddOrderLine': {
      const wrongPrice = changedPrices([command]);
      if (wrongPrice) return { refused: wrongPrice };
      if (state.cart.size >= mostLines) return tooManyLines;
      return accept({ type: 'OrderLineAdded', data: { line: command.line } });
    }
    case 'ChangeLineQuantity': {
      const { lineId, quantity } = command;
      const line = state.cart.find(lineId);
      if (!line) return noSuch('line');
      return line.quantity === quantity ? nothing : accept({ type: 'OrderLineQuantityChanged', data: { lineId, quantity } });
    }
    case 'RemoveOrderLine':
      if (!state.cart.find(command.lineId)) return noSuch('line');
      return accept({ type: 'OrderLineRemoved', data: { lineId: command.lineId } });
    case 'SetShippingDetails':
      return accept({ type: 'ShippingDetailsSet', data: { address: command.address, country: command.country } });
    case 'ApplyDiscountCode':
      return decideDiscount(command.terms, state);
    default:
      return command satisfies never;
  }
}

function decideDiscount(terms: DiscountTerms | null, state: OrderState) {
  if (terms === null) return refuse('discount-code-invalid', 'The discount code cannot be applied.');
  if (terms.amountOff && terms.amountOff.currency !== state.currency) {
    return refuse('discount-code-invalid', 'The discount code is for another currency.');
  }
  const { discount } = state;
  const same =
    discount?.code === terms.code &&
    discount.percentOff === terms.percentOff &&
    discount.amountOff?.amount === terms.amountOff?.amount;
  return same ? nothing : accept<OrderEvent>({ type: 'DiscountApplied', data: terms });
}

const tooManyLines = refuse('too-many-lines', `An order has at most ${mostLines} lines.`);

/** `price-changed` with the current prices of all lines for which the client expected another one. */
function changedPrices(lines: readonly AskedLine[]): Refusal | null {
  const changed = lines.filter(
    ({ line, expectedUnitPrice: expected }) =>
      expected && (expected.amount !== line.unitPrice.amount || expected.currency !== line.unitPrice.currency),
  );
  if (changed.length === 0) return null;
  const prices = changed.map(({ line }) => ({ sku: line.sku, unitPrice: line.unitPrice }));
  return refuse('price-changed', 'A price is not the one that was expected.', { prices }).refused;
}
