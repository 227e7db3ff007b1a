import { paymentIdOf } from '../payment/payment.ts';
import type { EffectDependencies, Task } from './effects.ts';
import type { Effect } from './messages.ts';
import { reservationIdOf } from './reservation-id.ts';

type Unwind = Extract<Effect, { kind: 'unwind' }>;

/** Gives back stock, discount and payment, all at once. Throws where one of them could not be given back (yet). */
export async function giveBack(dependencies: EffectDependencies, task: Task, effect: Unwind): Promise<void> {
  const { discountCodes } = dependencies;
  const { orderId } = task.order;
  const { code, reason, attempt } = effect;
  await allOrFirstError([
    ...effect.holds.map(({ hold, skus }) => releaseHold(dependencies, task, effect, reservationIdOf(orderId, hold), skus)),
    ...(code === null ? [] : [discountCodes.giveBack({ code, orderId, reason }, task.cause('discount'))]),
    ...(attempt === null ? [] : [freePayment(dependencies, task, attempt)]),
  ]);
}

/** A hold that ran out is told as such; what was confirmed meanwhile cannot run out and is released. */
async function releaseHold(
  { stock }: EffectDependencies,
  task: Task,
  { how, reason }: Unwind,
  reservationId: string,
  skus: readonly string[],
): Promise<void> {
  if (how === 'expire') await stock.expire({ reservationId, skus }, task.cause('expire', reservationId));
  await stock.release({ reservationId, skus, reason }, task.cause('release', reservationId));
}

async function freePayment({ payments, policy }: EffectDependencies, task: Task, attempt: number): Promise<void> {
  const paymentId = paymentIdOf(task.order.orderId, attempt);
  const answer = await payments.void(paymentId, task.cause('void'));
  switch (answer.outcome) {
    case 'failed':
      throw new Error(`the payment could not be voided: ${answer.reason}`);
    case 'declined': {
      const { reason } = answer;
      const mostAttempts = policy.paymentAttempts;
      await task.tell({ type: 'RecordPaymentDeclined', paymentId, attempt, reason, mostAttempts });
      return;
    }
    default:
      await task.tell({ type: 'RecordPaymentVoided', paymentId });
  }
}

/** Waits for all of them, so that nothing is under way when the first error is thrown. */
async function allOrFirstError(work: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(work)) if (result.status === 'rejected') throw result.reason;
}
