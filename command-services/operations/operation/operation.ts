import type { OperationEvent } from '@shop/shared-events';
import type { AggregateSpec } from '@shop/platform/command-handling/aggregate.ts';
import { accept, type Decider, refuse } from '@shop/platform/command-handling/decider.ts';

/** An operation is a note in the log of what somebody did to the system, and of what came of it. */
export type OperationCommand =
  | { readonly type: 'Begin'; readonly operationId: string; readonly projection: string }
  | { readonly type: 'Complete'; readonly projection: string; readonly generation: number; readonly events: number }
  | { readonly type: 'Fail'; readonly projection: string; readonly reason: string }
  | {
      readonly type: 'RetryParked';
      readonly operationId: string;
      readonly stream: string;
      readonly projections: readonly string[];
    }
  | {
      readonly type: 'DiscardParked';
      readonly operationId: string;
      readonly stream: string;
      readonly projections: readonly string[];
    };

export type OperationStatus = 'none' | 'running' | 'completed' | 'failed';

export interface OperationState {
  readonly status: OperationStatus;
}

const decider: Decider<OperationState, OperationCommand, OperationEvent> = {
  initial: { status: 'none' },
  decide(command, state) {
    switch (command.type) {
      case 'Begin':
        if (state.status !== 'none') return refuse('invalid-transition', 'The operation has begun already.');
        return accept({
          type: 'ProjectionReplayRequested',
          data: { operationId: command.operationId, projection: command.projection },
        });
      case 'Complete': {
        const { projection, generation, events } = command;
        return state.status === 'running'
          ? accept({ type: 'ProjectionReplayCompleted', data: { projection, generation, events } })
          : notRunning;
      }
      case 'Fail':
        if (state.status !== 'running') return notRunning;
        return accept({
          type: 'ProjectionReplayFailed',
          data: { projection: command.projection, reason: command.reason.slice(0, 500) },
        });
      case 'RetryParked':
        return accept(...command.projections.map((projection) => parked('ParkedStreamRetryRequested', command, projection)));
      case 'DiscardParked':
        return accept(...command.projections.map((projection) => parked('ParkedStreamDiscarded', command, projection)));
      default:
        return command satisfies never;
    }
  },
  evolve(_state, event) {
    switch (event.type) {
      case 'ProjectionReplayRequested':
        return { status: 'running' };
      case 'ProjectionReplayFailed':
        return { status: 'failed' };
      case 'ProjectionReplayCompleted':
      case 'ParkedStreamRetryRequested':
      case 'ParkedStreamDiscarded':
        return { status: 'completed' };
      default:
        return event satisfies never;
    }
  },
};

const notRunning = refuse('invalid-transition', 'The operation is not running.');

function parked(
  type: 'ParkedStreamRetryRequested' | 'ParkedStreamDiscarded',
  command: { readonly operationId: string; readonly stream: string },
  projection: string,
): OperationEvent {
  return { type, data: { operationId: command.operationId, projection, stream: command.stream } };
}

export const operationSpec: AggregateSpec<OperationState, OperationCommand, OperationEvent> = {
  category: 'operation',
  decider,
  dedupe: 'command',
};
