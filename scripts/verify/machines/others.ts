import type { CustomerEvent, EventRelayEvent, IdempotencyKeyEvent, OperationEvent } from '@shop/shared-events';
import type { Machine } from './machine.ts';

/** A customer whose personal data is erased. */
export const customerMachine: Machine<CustomerEvent> = {
  CustomerErasureRequested: { when: { data: 'none' }, then: { data: 'erasing' } },
  CustomerErased: { when: { data: 'erasing' }, then: { data: 'erased' } },
};

const replaying = { operation: 'replaying' };
const noted = { when: { operation: 'none noted' }, then: { operation: 'noted' } };

/** What somebody did to the system; one operation a stream. */
export const operationMachine: Machine<OperationEvent> = {
  ProjectionReplayRequested: { when: { operation: 'none' }, then: replaying },
  ProjectionReplayCompleted: { when: replaying, then: { operation: 'ended' } },
  ProjectionReplayFailed: { when: replaying, then: { operation: 'ended' } },
  ParkedStreamRetryRequested: noted,
  ParkedStreamDiscarded: noted,
};

/** Notes of how far the relay has carried the log. */
export const eventRelayMachine: Machine<EventRelayEvent> = { EventRelayCheckpointed: {} };

/** A key that belongs to one stream at a time. */
export const idempotencyKeyMachine: Machine<IdempotencyKeyEvent> = {
  IdempotencyKeyBound: { when: { key: 'none free' }, then: { key: 'bound' } },
  IdempotencyKeyFreed: { when: { key: 'bound' }, then: { key: 'free' } },
};
