import type { FulfilmentProcessEvent } from '@shop/shared-events';
import type { Effect, Reaction, Situation } from './messages.ts';
import { evolve, type Outcome, type Step } from './state.ts';

type Advanced = Extract<FulfilmentProcessEvent, { type: 'FulfilmentProcessAdvanced' }>['data'];

/** What each step waits for, in the words of the list of processes. */
const awaiting: Readonly<Record<Step, string>> = {
  new: 'stock',
  reserving: 'stock',
  paying: 'payment provider',
  confirming: 'stock',
  'payment-retry': 'customer',
  rejecting: 'compensation',
  expiring: 'compensation',
  cancelling: 'compensation',
  fulfilling: 'warehouse',
  settling: 'settlement',
  ended: 'nothing',
};

export const rest: Reaction = { events: [], effect: null };

export function perform(effect: Effect): Reaction {
  return { events: [], effect };
}

/** Writes events, the start of the process before the first of them. */
export function write(situation: Situation, ...events: readonly FulfilmentProcessEvent[]): readonly FulfilmentProcessEvent[] {
  if (situation.process.reserveBy !== null) return events;
  const { order, trigger } = situation;
  const deadline = instant(reserveBy(situation));
  return [{ type: 'FulfilmentProcessStarted', data: { orderId: order.orderId, trigger, deadline } }, ...events];
}

export function advanced(
  situation: Situation,
  step: Step,
  deadline: string | null,
  more: Partial<Pick<Advanced, 'attempt' | 'rejection' | 'heldAgain'>> = {},
): FulfilmentProcessEvent {
  const data = { trigger: situation.trigger, step, awaiting: awaiting[step], deadline, ...more };
  return { type: 'FulfilmentProcessAdvanced', data };
}

export function ended(situation: Situation, outcome: Outcome): Reaction {
  const { trigger } = situation;
  const events = write(situation, { type: 'FulfilmentProcessEnded', data: { trigger, outcome } });
  return { events, effect: null };
}

/** The situation as it is once the events are written. */
export function after(situation: Situation, events: readonly FulfilmentProcessEvent[]): Situation {
  return { ...situation, process: events.reduce(evolve, situation.process) };
}

/** Until when stock must be reserved; epoch milliseconds. */
export function reserveBy({ process, startedAt, policy }: Situation): number {
  return process.reserveBy === null ? startedAt + policy.reserveWithinMs : Date.parse(process.reserveBy);
}

/** Epoch milliseconds as ISO 8601 in UTC. */
export function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/**
 * Tries the step again later, at the latest at `latest`. A step without such an end that has failed as often
 * as there are waits is told to be stuck, and is tried at long intervals from then on.
 */
export function tryAgain(situation: Situation, step: Step, reason: string, latest?: number): Reaction {
  const { process, now, policy } = situation;
  const attempt = process.step === step ? process.attempt + 1 : 1;
  const next = now + (policy.retriesMs[attempt - 1] ?? policy.stuckRetryMs);
  const events = [advanced(situation, step, instant(Math.min(next, latest ?? next)), { attempt })];
  if (latest === undefined && attempt > policy.retriesMs.length) {
    events.push({ type: 'FulfilmentProcessStuck', data: { step, reason: reason.slice(0, 500) || 'unknown' } });
  }
  return { events: write(situation, ...events), effect: null };
}

/** A go that failed through a fault of ours: told to be stuck, and looked at again after a long while. */
export function setAside(situation: Situation, reason: string): Reaction {
  const { process, order, now, policy } = situation;
  const underWay = order.status === 'confirmed' || order.status === 'completed';
  const idle = process.step === 'new' || process.step === 'fulfilling' || process.step === 'ended';
  const step = idle ? (underWay ? 'settling' : 'reserving') : process.step;
  const again = advanced(situation, step, instant(now + policy.stuckRetryMs), { attempt: process.attempt + 1 });
  const stuck = { type: 'FulfilmentProcessStuck', data: { step, reason } } as const;
  return { events: write(situation, again, stuck), effect: null };
}
