import { forward, onCheckoutAnswer, onCheckoutFailure } from './checkout.ts';
import type { Answer, Heard, Input, Reaction, Situation } from './messages.ts';
import { rest } from './reaction.ts';
import { onCompleted, onSettled, onSettlementFailure, settle } from './settlement.ts';
import { isTakenBack, onUnwindingAnswer, onUnwindingFailure, takeBack, unwind } from './unwinding.ts';

/**
 * The fulfilment process as a pure function: what to write and what to do next. At most one effect at a time;
 * its answer is the next input. The order in the situation is always as fresh as the input.
 */
export function react(situation: Situation, input: Input): Reaction {
  switch (input.kind) {
    case 'heard':
      return onHeard(situation, input.event);
    case 'due':
      return onDue(situation);
    case 'answered':
      return onAnswer(situation, input.answer);
    default:
      return input satisfies never;
  }
}

function onHeard(situation: Situation, event: Heard): Reaction {
  const { order, process } = situation;
  if (order.placed === null) return rest;
  if (isTakenBack(process.step)) return unwind(situation);
  switch (event.type) {
    case 'OrderPlaced':
    case 'OrderPaymentRetried':
      return goOn(situation);
    case 'OrderCancelled':
      return process.step === 'ended' ? rest : takeBack(situation, 'cancelling');
    default:
      return order.status === 'confirmed' || order.status === 'completed' ? settle(situation, event) : rest;
  }
}

function onDue(situation: Situation): Reaction {
  const { process, now } = situation;
  if (process.deadline === null || now < Date.parse(process.deadline)) return rest;
  return goOn(situation);
}

/** From wherever the process stands. */
function goOn(situation: Situation): Reaction {
  const { step } = situation.process;
  if (isTakenBack(step)) return unwind(situation);
  if (step === 'settling') return settle(situation, null);
  return step === 'ended' || step === 'fulfilling' ? rest : forward(situation);
}

function onAnswer(situation: Situation, answer: Answer): Reaction {
  switch (answer.of) {
    case 'end-order':
    case 'unwind':
      return onUnwindingAnswer(situation, answer.of);
    case 'settle':
      return onSettled(situation, answer);
    case 'complete':
      return onCompleted(situation);
    case 'failed':
      return onFailure(situation, answer);
    default:
      return onCheckoutAnswer(situation, answer);
  }
}

function onFailure(situation: Situation, answer: Extract<Answer, { of: 'failed' }>): Reaction {
  switch (answer.effect.kind) {
    case 'end-order':
    case 'unwind':
      return onUnwindingFailure(situation, answer.reason);
    case 'settle':
    case 'complete':
      return onSettlementFailure(situation, answer.reason);
    default:
      return onCheckoutFailure(situation, answer);
  }
}
