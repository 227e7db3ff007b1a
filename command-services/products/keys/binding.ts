import type { IdempotencyKeyEvent } from '@shop/shared-events';
import { accept, type Decider, type Decision, nothing } from '@shop/platform/command-handling/decider.ts';
import { keyReused } from '@shop/platform/command-handling/refusals.ts';

export type BindingEvent = IdempotencyKeyEvent;

/** The stream an idempotency key belongs to. */
export interface BindingState {
  readonly stream: string | null;
}

export interface BindingCommand {
  readonly type: 'Bind' | 'Free';
  readonly stream: string;
}

/** The rules of a key whose command names its stream in the body: it belongs to one stream at a time. */
export const bindingDecider: Decider<BindingState, BindingCommand, BindingEvent> = {
  initial: { stream: null },
  decide,
  evolve: (_, event) => ({ stream: event.type === 'IdempotencyKeyBound' ? event.data.stream : null }),
};

function decide({ type, stream }: BindingCommand, state: BindingState): Decision<BindingEvent> {
  if (type === 'Free') return state.stream === stream ? accept({ type: 'IdempotencyKeyFreed', data: { stream } }) : nothing;
  if (state.stream === null) return accept({ type: 'IdempotencyKeyBound', data: { stream } });
  return state.stream === stream ? nothing : { refused: keyReused };
}
