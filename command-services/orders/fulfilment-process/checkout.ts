import type { Answer, Hold, Reaction, Situation } from './messages.ts';
import { advanced, after, instant, perform, reserveBy, rest, tryAgain, write } from './reaction.ts';
import { takeBack, timeOut } from './unwinding.ts';

/**
 * From placing to confirmation: the next step that the order's state asks for. Done again after a crash it
 * comes by the same questions to the same place.
 */
export function forward(situation: Situation): Reaction {
  const { order, process, now } = situation;
  switch (order.status) {
    case 'none':
    case 'draft':
      return rest;
    case 'placed':
      break;
    case 'confirmed':
    case 'completed':
      return confirmed(situation);
    case 'rejected':
      return takeBack(situation, 'rejecting', order.rejection);
    case 'expired':
      return takeBack(situation, 'expiring');
    case 'cancelled':
      return takeBack(situation, 'cancelling');
  }
  if (order.heldUntil === null) {
    return now < reserveBy(situation) ? reserve(situation, 1) : timeOut(situation, 'reserving', reserveBy(situation));
  }
  const heldUntil = Date.parse(order.heldUntil);
  if (order.payment === 'declined') return awaitCustomer(situation, heldUntil);
  if (process.step === 'paying' && now >= heldUntil) return timeOut(situation, 'paying', heldUntil);
  const { attempt, paymentToken, placed } = order;
  return perform({ kind: 'authorize', attempt, paymentToken, amount: placed?.totals.total ?? 0 });
}

/** What follows an answer on the way forward. */
export function onCheckoutAnswer(situation: Situation, answer: Answer): Reaction {
  const { order, process } = situation;
  switch (answer.of) {
    case 'reserve':
      return onReserved(situation, answer);
    case 'redeem':
      if (!answer.redeemed) return takeBack(situation, 'rejecting', { code: 'discount_exhausted' });
      return perform({ kind: 'record-reserved', expiresAt: instant(situation.startedAt + situation.policy.holdMs) });
    case 'authorize':
      // Cancelled meanwhile: what was authorized is voided.
      return answer.authorized && order.status === 'placed' ? confirmHolds(situation, 1) : forward(situation);
    case 'confirm-holds': {
      const { hold } = answer.effect;
      if (answer.missing.length === 0 && (hold === 2 || process.heldAgain.length === 0)) {
        return perform({ kind: 'confirm-order', attempt: order.attempt });
      }
      if (hold === 2) return takeBack(situation, 'rejecting', { code: 'hold_expired', skus: [...answer.missing] });
      return reserveAgain(situation, answer.missing);
    }
    default:
      return forward(situation);
  }
}

/** The other side of a step forward could not be reached. */
export function onCheckoutFailure(situation: Situation, { effect, reason }: Extract<Answer, { of: 'failed' }>): Reaction {
  const { order, now } = situation;
  if (order.heldUntil === null) {
    const latest = reserveBy(situation);
    return now < latest ? tryAgain(situation, 'reserving', reason, latest) : timeOut(situation, 'reserving', latest);
  }
  if (effect.kind === 'authorize' || effect.kind === 'record-reserved') {
    const latest = Date.parse(order.heldUntil);
    return now < latest ? tryAgain(situation, 'paying', reason, latest) : timeOut(situation, 'paying', latest);
  }
  // The payment is authorized: from here on it is confirmed or voided, never given up.
  return tryAgain(situation, 'confirming', reason);
}

function reserve(situation: Situation, hold: Hold): Reaction {
  const { order, process, startedAt, policy } = situation;
  const articles = order.placed?.articles ?? [];
  const lines = hold === 1 ? articles : articles.filter(({ sku }) => process.heldAgain.includes(sku));
  return perform({ kind: 'reserve', hold, lines, expiresAt: instant(startedAt + policy.holdMs) });
}

function onReserved(situation: Situation, { effect, refused }: Extract<Answer, { of: 'reserve' }>): Reaction {
  const skus = [...refused];
  const { placed } = situation.order;
  if (effect.hold === 2) {
    if (skus.length > 0) return takeBack(situation, 'rejecting', { code: 'hold_expired', skus });
    return confirmHolds(situation, 2);
  }
  if (skus.length > 0) return takeBack(situation, 'rejecting', { code: 'out_of_stock', skus });
  if (placed?.discount) return perform({ kind: 'redeem', code: placed.discount.code, at: placed.placedAt });
  return perform({ kind: 'record-reserved', expiresAt: effect.expiresAt });
}

function confirmHolds(situation: Situation, hold: Hold): Reaction {
  const { order, process } = situation;
  const again = new Set(process.heldAgain);
  const skus = (order.placed?.articles ?? []).map(({ sku }) => sku).filter((sku) => again.has(sku) === (hold === 2));
  if (skus.length === 0 && hold === 1) return reserve(situation, 2);
  return perform({ kind: 'confirm-holds', hold, skus });
}

/** Holds have run out between reservation and payment: once more, under an id of their own, which is written first. */
function reserveAgain(situation: Situation, missing: readonly string[]): Reaction {
  if (missing.length === 0) return reserve(situation, 2);
  const heldAgain = [...situation.process.heldAgain, ...missing];
  const lookAgain = instant(situation.now + (situation.policy.retriesMs[0] ?? situation.policy.stuckRetryMs));
  const events = write(situation, advanced(situation, 'confirming', lookAgain, { heldAgain }));
  return { events, effect: reserve(after(situation, events), 2).effect };
}

function confirmed(situation: Situation): Reaction {
  if (['fulfilling', 'settling', 'ended'].includes(situation.process.step)) return rest;
  return { events: write(situation, advanced(situation, 'fulfilling', null)), effect: null };
}

function awaitCustomer(situation: Situation, heldUntil: number): Reaction {
  const { process, now } = situation;
  if (now >= heldUntil) return timeOut(situation, 'payment-retry', heldUntil);
  if (process.step === 'payment-retry') return rest;
  return { events: write(situation, advanced(situation, 'payment-retry', instant(heldUntil))), effect: null };
}
