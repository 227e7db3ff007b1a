import type { Rejection } from '@shop/shared-events';
import type { Effect, Reaction, Situation } from './messages.ts';
import { advanced, after, ended, instant, perform, rest, tryAgain, write } from './reaction.ts';
import type { Outcome, Step } from './state.ts';

type TakingBack = Extract<Step, 'rejecting' | 'expiring' | 'cancelling'>;

/** Whether the order is being taken back. */
export function isTakenBack(step: Step): step is TakingBack {
  return step === 'rejecting' || step === 'expiring' || step === 'cancelling';
}

/**
 * Turns round. That, and why, is written before anything is given back: asked again, stock could answer
 * otherwise. The deadline looks again where a crash comes between.
 */
export function takeBack(situation: Situation, step: TakingBack, rejection: Rejection | null = null): Reaction {
  return turnRound(situation, [], step, rejection);
}

/** A deadline has passed: the order expires. */
export function timeOut(situation: Situation, step: Step, deadline: number): Reaction {
  const elapsed = { type: 'FulfilmentDeadlineElapsed', data: { step, deadline: instant(deadline) } } as const;
  return turnRound(situation, [elapsed], 'expiring', null);
}

function turnRound(situation: Situation, before: Reaction['events'], step: TakingBack, rejection: Rejection | null): Reaction {
  const lookAgain = instant(situation.now + (situation.policy.retriesMs[0] ?? situation.policy.stuckRetryMs));
  const turn = advanced(situation, step, lookAgain, rejection ? { rejection } : {});
  const events = write(situation, ...before, turn);
  const next = unwind(after(situation, events));
  return { events: [...events, ...next.events], effect: next.effect };
}

/** Goes on taking the order back, from wherever it was left. An order that runs out of time ends first, a rejected one last. */
export function unwind(situation: Situation): Reaction {
  const { order, process } = situation;
  if (order.status === 'placed' && process.step === 'expiring') {
    return perform({ kind: 'end-order', command: { type: 'ExpireOrder' } });
  }
  const effect = givingBack(situation);
  return effect ? perform(effect) : finish(situation);
}

/** After the order was ended, or everything was given back. */
export function onUnwindingAnswer(situation: Situation, of: 'end-order' | 'unwind'): Reaction {
  return of === 'end-order' && situation.process.step === 'expiring' ? unwind(situation) : finish(situation);
}

export function onUnwindingFailure(situation: Situation, reason: string): Reaction {
  return tryAgain(situation, situation.process.step, reason);
}

function finish(situation: Situation): Reaction {
  const { order, process } = situation;
  if (order.status === 'placed') {
    const reason = process.rejection ?? { code: 'hold_expired' };
    return perform({ kind: 'end-order', command: { type: 'RejectOrder', reason } });
  }
  return isOutcome(order.status) ? ended(situation, order.status) : rest;
}

function isOutcome(status: string): status is Outcome {
  return status === 'rejected' || status === 'expired' || status === 'cancelled';
}

/** Whatever the order may hold; what was refused was never held. Null where it can hold nothing. */
function givingBack({ order, process }: Situation): Effect | null {
  const again = new Set(process.heldAgain);
  const refused = new Set(process.rejection?.skus ?? []);
  const skus = (order.placed?.articles ?? []).map(({ sku }) => sku).filter((sku) => !refused.has(sku));
  const holds = [
    { hold: 1, skus: skus.filter((sku) => !again.has(sku)) },
    { hold: 2, skus: skus.filter((sku) => again.has(sku)) },
  ] as const;
  const held = holds.filter((one) => one.skus.length > 0);
  const code = order.placed?.discount?.code ?? null;
  // Nothing is paid for before stock was reserved.
  const attempt = order.heldUntil === null || order.payment === 'declined' ? null : order.attempt;
  if (held.length === 0 && code === null && attempt === null) return null;
  const how = process.step === 'expiring' ? 'expire' : 'release';
  const reason = `order ${process.rejection?.code ?? (how === 'expire' ? 'expired' : 'cancelled')}`;
  return { kind: 'unwind', how, reason, holds: held, code, attempt };
}
