import { idOf, streamName } from '@shop/shared-events';
import type { Check } from '../core/check.ts';
import type { Rest } from '../core/rest.ts';
import { noOrder } from '../facts/order-facts.ts';
import type { ProcessFacts } from '../facts/process-facts.ts';
import type { World } from '../facts/world.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * Invariant 12 for processes: each begins with a placed order, is caused by that order's events and tells what became
 * of it; in the end it has ended, is stuck, or waits for somebody or for a deadline still to come.
 */
export const processesEnd: Check = {
  number: '12',
  title: 'every fulfilment process has ended, is stuck, or waits',
  before(event, world, tell) {
    const { stream, revision } = event;
    const wrong = (what: string): void => tell(stream, revision, what);
    const order = world.orders.get(idOf(stream)) ?? noOrder();
    const status = world.axis(streamName('order', idOf(stream)), 'status');
    switch (event.type) {
      case 'FulfilmentProcessStarted':
        if (!order.placed) wrong('begins before its order was placed');
        if (!causes(event.data.trigger, order.eventIds)) wrong('its trigger is no event of its order');
        return;
      case 'FulfilmentProcessAdvanced': {
        const { step, deadline, trigger } = event.data;
        if (!causes(trigger, order.eventIds)) wrong('its trigger is no event of its order');
        if ((deadline === null) !== (step === 'fulfilling'))
          wrong(`${step} waits ${deadline === null ? 'for ever' : 'for a deadline'}`);
        // By the time a note of waiting is written, the customer may have gone on.
        if (step === 'payment-retry' && !order.declined) wrong('waits for another payment, but none was declined');
        if (step === 'fulfilling' && !order.confirmed) wrong('waits for the warehouse, but the order was never confirmed');
        if (step === 'cancelling' && status !== 'cancelled') wrong(`cancels, but the order is ${status}`);
        return;
      }
      case 'FulfilmentProcessEnded': {
        const { outcome, trigger } = event.data;
        if (!causes(trigger, order.eventIds)) wrong('its trigger is no event of its order');
        if (outcome !== status) wrong(`ended as ${outcome}, but the order is ${status}`);
        return;
      }
      default:
        return;
    }
  },
  end(world, rest, tell) {
    for (const [orderId, order] of world.orders.entries()) {
      const stream = streamName('order', orderId);
      if (!order.placed) {
        if (world.processes.get(orderId)) tell(streamName('fulfilmentProcess', orderId), null, 'has no placed order');
        continue;
      }
      if (!rest.reached(order)) {
        rest.countUnjudged(order);
        continue;
      }
      const process = world.processes.get(orderId);
      if (!process) tell(stream, null, 'is placed, but nothing was begun for it');
      else {
        const what = unfinished(process, world.axis(stream, 'status'), rest, world, orderId);
        if (what) tell(streamName('fulfilmentProcess', orderId), null, what);
      }
    }
  },
};

/** A step is caused by an event of its order, or by a deadline, which has a name of its own. */
function causes(trigger: string, eventIds: ReadonlySet<string>): boolean {
  return eventIds.has(trigger) || !uuid.test(trigger);
}

function unfinished(
  { deadline, stuck, outcome }: ProcessFacts,
  status: string,
  rest: Rest,
  world: World,
  orderId: string,
): string | null {
  if (stuck) return null;
  const step = world.axis(streamName('fulfilmentProcess', orderId), 'step');
  if (step === 'started') return 'has begun and come to nothing';
  if (deadline !== null) return rest.overdue(deadline) ? `was to look again at ${deadline} and did not` : null;
  if (outcome !== null) return outcome === status ? null : `has ended as ${outcome}, but the order is ${status}`;
  if (step === 'fulfilling' && status === 'confirmed') return null;
  return `neither waits nor has ended: step ${step}, order ${status}`;
}
