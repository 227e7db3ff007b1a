import type { OrderEvent } from '@shop/shared-events';
import { accept, refuse, type Decision } from '@shop/platform/command-handling/decider.ts';
import type { CreateFulfilment, MarkDelivered } from './commands.ts';
import { invalidTransition, noSuch, wrongStatus } from './refusals.ts';
import type { OrderState } from './state.ts';
import { addUp, unitsOf } from './units.ts';

/** Dispatches goods: the point of no return. Lines of the same SKU are added up. */
export function decideFulfilment(command: CreateFulfilment, state: OrderState): Decision<OrderEvent> {
  const { placed } = state;
  if (state.status !== 'confirmed' || placed === null) {
    return wrongStatus('Only a confirmed order can be dispatched.', state.status);
  }
  const lines = addUp(command.lines);
  const exceeding = lines.filter(({ sku, quantity }) => {
    const article = placed.articleOf.get(sku);
    const ordered = article === undefined ? 0 : (placed.articles[article]?.quantity ?? 0);
    return unitsOf(state.fulfilledUnits, placed, sku) + quantity > ordered;
  });
  if (exceeding.length > 0) {
    const skus = exceeding.map(({ sku }) => sku);
    return refuse('fulfilment-exceeds-ordered', 'More would be dispatched than was ordered.', { skus });
  }
  const { fulfilmentId, tracking } = command;
  return accept({ type: 'FulfilmentCreated', data: { fulfilmentId, lines, tracking } });
}

export function decideDelivered(command: MarkDelivered, state: OrderState): Decision<OrderEvent> {
  const { fulfilmentId, at } = command;
  const fulfilment = state.fulfilments.find((one) => one.fulfilmentId === fulfilmentId);
  if (!fulfilment) return noSuch('fulfilment');
  if (fulfilment.deliveredAt !== null) {
    return invalidTransition('The fulfilment was delivered already.', 'delivered', []);
  }
  return accept({ type: 'FulfilmentDelivered', data: { fulfilmentId, deliveredAt: at } });
}
