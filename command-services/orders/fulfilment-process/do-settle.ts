import type { SkuQuantity } from '@shop/shared-events';
import { paymentIdOf } from '../payment/payment.ts';
import type { EffectDependencies, Task } from './effects.ts';
import type { Work } from './messages.ts';
import { reservationIdOf } from './reservation-id.ts';

/**
 * Moves goods and money for good. What can be done is done, whatever else fails; answers why the rest was
 * not. A refund that the provider declines is told to the order and is no failure.
 */
export async function doSettle(dependencies: EffectDependencies, task: Task, work: Work): Promise<readonly string[]> {
  const results = await Promise.allSettled([
    ...work.deduct.map(({ fulfilmentId, lines }) => deduct(dependencies, task, fulfilmentId, lines)),
    ...work.restock.map(({ returnId, received: lines }) =>
      dependencies.stock.restock({ returnId, orderId: task.order.orderId, lines }, task.cause('restock', returnId)),
    ),
    money(dependencies, task, work),
  ]);
  return results.flatMap((result) => (result.status === 'rejected' ? [messageOf(result.reason)] : []));
}

/** Units that were reserved once more lie under the second reservation. */
async function deduct({ stock }: EffectDependencies, task: Task, fulfilmentId: string, lines: readonly SkuQuantity[]) {
  const { orderId } = task.order;
  const again = new Set(task.heldAgain);
  for (const hold of [1, 2] as const) {
    const held = lines.filter(({ sku }) => again.has(sku) === (hold === 2));
    if (held.length === 0) continue;
    const reservationId = reservationIdOf(orderId, hold);
    await stock.deduct({ reservationId, fulfilmentId, lines: held }, task.cause('deduct', fulfilmentId, reservationId));
  }
}

async function money(dependencies: EffectDependencies, task: Task, { capture, refund }: Work): Promise<void> {
  const { payments } = dependencies;
  const paymentId = paymentIdOf(task.order.orderId, task.order.attempt);
  if (capture) {
    const answer = await payments.capture(paymentId, task.cause('capture'));
    if (answer.outcome === 'failed') throw new Error(`the payment could not be captured: ${answer.reason}`);
    await task.tell({ type: 'RecordPaymentCaptured', paymentId, amount: answer.amount });
  }
  for (const { refundId, amount } of refund) {
    const answer = await payments.refund({ paymentId, refundId, amount }, task.cause('refund', refundId));
    await task.tell(
      answer.outcome === 'refunded'
        ? { type: 'RecordRefundIssued', refundId }
        : { type: 'RecordRefundFailed', refundId, reason: answer.reason },
      refundId,
    );
  }
}

function messageOf(reason: unknown): string {
  return reason instanceof Error ? reason.message : String(reason);
}
