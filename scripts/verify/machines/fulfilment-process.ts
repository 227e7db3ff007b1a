import type { FulfilmentProcessEvent, ProcessRunnerEvent } from '@shop/shared-events';
import type { Machine } from './machine.ts';

const forward = 'started reserving paying confirming payment-retry';

/**
 * From which steps each step may come. Taking back is never left but for the end. A process that rests or has ended
 * goes on for later returns and refunds, or where a go at it failed for a reason of its own.
 */
const comesFrom: Readonly<Record<string, string>> = {
  reserving: 'started reserving fulfilling ended',
  paying: forward,
  confirming: forward,
  'payment-retry': forward,
  rejecting: `${forward} rejecting`,
  expiring: `${forward} expiring`,
  cancelling: `${forward} fulfilling settling cancelling`,
  fulfilling: `${forward} settling`,
  settling: 'started fulfilling settling ended',
};
const running = `${forward} rejecting expiring cancelling fulfilling settling`;

/** The fulfilment process of an order (docs/domain.md, "The fulfilment process"). */
export const fulfilmentProcessMachine: Machine<FulfilmentProcessEvent> = {
  FulfilmentProcessStarted: { when: { step: 'none' }, then: { step: 'started' } },
  FulfilmentProcessAdvanced: {
    when: ({ data }) => ({ step: comesFrom[data.step] ?? 'no step of this name' }),
    then: ({ data }) => ({ step: data.step }),
  },
  FulfilmentDeadlineElapsed: { when: { step: running } },
  FulfilmentProcessStuck: { when: ({ data }) => ({ step: data.step }) },
  FulfilmentProcessEnded: { when: { step: running }, then: { step: 'ended' } },
};

/** Notes of how far the process has read. */
export const processRunnerMachine: Machine<ProcessRunnerEvent> = { ProcessRunnerCheckpointed: {} };
