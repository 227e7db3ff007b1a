import type { OrderEvent } from '@shop/shared-events';
import type { Aggregate, AggregateSpec } from '@shop/platform/command-handling/aggregate.ts';
import type { OrderCommand } from './commands.ts';
import { decide } from './decide.ts';
import { evolve } from './evolve.ts';
import { noOrder, type OrderState } from './state.ts';

/** The order: streams `order-{orderId}`, short enough to remember every command. */
export const orderSpec: AggregateSpec<OrderState, OrderCommand, OrderEvent> = {
  category: 'order',
  decider: { initial: noOrder, decide, evolve },
  dedupe: 'command',
};

export type Orders = Aggregate<OrderState, OrderCommand, OrderEvent>;
