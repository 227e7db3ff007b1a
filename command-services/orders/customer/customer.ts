import type { CustomerEvent } from '@shop/shared-events';
import type { Aggregate, AggregateSpec } from '@shop/platform/command-handling/aggregate.ts';
import { accept, type Decision, nothing, refuse } from '@shop/platform/command-handling/decider.ts';

export interface CustomerState {
  readonly status: 'known' | 'erasing' | 'erased';
}

export type CustomerCommand =
  | { readonly type: 'RequestErasure'; readonly customerId: string }
  /** The customer's key is destroyed. */
  | { readonly type: 'RecordErased'; readonly customerId: string };

/** What happens to a customer's personal data: streams `customer-{customerId}`. */
export const customerSpec: AggregateSpec<CustomerState, CustomerCommand, CustomerEvent> = {
  category: 'customer',
  decider: { initial: { status: 'known' }, decide, evolve },
  dedupe: 'command',
};

export type Customers = Aggregate<CustomerState, CustomerCommand, CustomerEvent>;

function decide(command: CustomerCommand, state: CustomerState): Decision<CustomerEvent> {
  const { customerId } = command;
  switch (command.type) {
    case 'RequestErasure':
      return state.status === 'known' ? accept({ type: 'CustomerErasureRequested', data: { customerId } }) : nothing;
    case 'RecordErased':
      if (state.status === 'erased') return nothing;
      if (state.status === 'erasing') return accept({ type: 'CustomerErased', data: { customerId } });
      return refuse('invalid-transition', 'Nobody asked for this.', { current: state.status, allowed: ['erasing'] });
    default:
      return command satisfies never;
  }
}

function evolve(_: CustomerState, event: CustomerEvent): CustomerState {
  switch (event.type) {
    case 'CustomerErasureRequested':
      return { status: 'erasing' };
    case 'CustomerErased':
      return { status: 'erased' };
    default:
      return event satisfies never;
  }
}
