import type { FulfilmentProcessEvent } from '@shop/shared-events';
import type { Aggregate, AggregateSpec } from '@shop/platform/command-handling/aggregate.ts';
import { accept } from '@shop/platform/command-handling/decider.ts';
import { evolve, newProcess, type ProcessState } from './state.ts';

/** What a reaction wants written; given with the revision it was decided at. */
export interface RecordProgress {
  readonly type: 'RecordProgress';
  readonly events: readonly FulfilmentProcessEvent[];
}

/** The process's own streams, `fulfilmentProcess-{orderId}`. */
export const processSpec: AggregateSpec<ProcessState, RecordProgress, FulfilmentProcessEvent> = {
  category: 'fulfilmentProcess',
  decider: { initial: newProcess, decide: (command) => accept(...command.events), evolve },
  dedupe: 'natural',
};

export type Processes = Aggregate<ProcessState, RecordProgress, FulfilmentProcessEvent>;
