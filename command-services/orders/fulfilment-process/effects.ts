import type { Clock } from '@shop/platform/clock/port.ts';
import type { Cause } from '@shop/platform/command-handling/cause.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';
import type { OrderCommand } from '../order/commands.ts';
import type { Orders } from '../order/order.ts';
import type { OrderState } from '../order/state.ts';
import { paymentIdOf } from '../payment/payment.ts';
import type { PaymentService } from '../payment/payment-service.ts';
import type { OrderPolicy } from '../policy.ts';
import type { DiscountCodes } from '../ports/discount-codes.ts';
import type { Stock } from '../ports/stock.ts';
import { insist } from './insist.ts';
import type { Answer, Effect } from './messages.ts';
import { reservationIdOf } from './reservation-id.ts';
import { giveBack } from './give-back.ts';
import { doSettle } from './do-settle.ts';

export interface EffectDependencies {
  readonly orders: Orders;
  readonly payments: PaymentService;
  readonly stock: Stock;
  readonly discountCodes: DiscountCodes;
  readonly clock: Clock;
  readonly policy: OrderPolicy;
}

/** One effect in hand: what it works on, and the causes of the commands it gives. */
export interface Task {
  readonly order: OrderState;
  /** SKUs under the second reservation. */
  readonly heldAgain: readonly string[];
  /** The cause of a command, with an id that follows from the trigger and these parts. */
  cause(...parts: readonly string[]): Cause;
  /** Looks at the order anew. */
  look(): Promise<void>;
  /** Tells the order something; answers the order as it is then, whether or not it agreed. */
  tell(command: OrderCommand, ...parts: readonly string[]): Promise<OrderState>;
}

/** Does an effect, with a few quick tries; what keeps failing is the answer `failed`. Never throws. */
export async function performEffect(
  dependencies: EffectDependencies,
  situation: { readonly order: OrderState; readonly heldAgain: readonly string[] },
  effect: Effect,
  cause: Omit<Cause, 'commandId'>,
): Promise<{ readonly answer: Answer; readonly order: OrderState }> {
  const { orders, clock, policy } = dependencies;
  const { orderId } = situation.order;
  let { order } = situation;
  const causeOf = (...parts: readonly string[]): Cause => ({
    ...cause,
    commandId: derivedId('fulfilment', orderId, cause.causationId, effect.kind, ...parts),
  });
  const task: Task = {
    ...situation,
    cause: causeOf,
    async look() {
      order = (await orders.load(orderId)).state;
    },
    async tell(command, ...parts) {
      const outcome = await orders.execute(orderId, command, causeOf(command.type, ...parts));
      // A command done before answers with the order as it was then.
      order = outcome.accepted && !outcome.replayed ? outcome.state : (await orders.load(orderId)).state;
      return order;
    },
  };
  try {
    const answer = await insist(clock, policy.quickRetriesMs, () => dispatch(dependencies, task, effect));
    return { answer, order };
  } catch (error) {
    return { answer: { of: 'failed', effect, reason: error instanceof Error ? error.message : String(error) }, order };
  }
}

async function dispatch(dependencies: EffectDependencies, task: Task, effect: Effect): Promise<Answer> {
  const { payments, stock, discountCodes, policy } = dependencies;
  const { orderId, currency } = task.order;
  switch (effect.kind) {
    case 'reserve': {
      const { hold, lines, expiresAt } = effect;
      const request = { reservationId: reservationIdOf(orderId, hold), orderId, lines, expiresAt };
      return { of: 'reserve', effect, refused: (await stock.reserve(request, task.cause(String(hold)))).refused };
    }
    case 'redeem':
      return {
        of: 'redeem',
        redeemed: await discountCodes.redeem({ code: effect.code, orderId, at: effect.at }, task.cause()),
      };
    case 'record-reserved':
      await task.tell({ type: 'RecordStockReserved', expiresAt: effect.expiresAt });
      return { of: 'record-reserved' };
    case 'authorize': {
      const { attempt, paymentToken } = effect;
      const paymentId = paymentIdOf(orderId, attempt);
      const amount = { amount: effect.amount, currency };
      const answer = await payments.authorize({ paymentId, orderId, amount, paymentToken }, task.cause());
      // The provider may have taken its time.
      await task.look();
      if (answer.outcome === 'authorized') return { of: 'authorize', authorized: true };
      const { reason } = answer;
      const mostAttempts = policy.paymentAttempts;
      await task.tell({ type: 'RecordPaymentDeclined', paymentId, attempt, reason, mostAttempts });
      return { of: 'authorize', authorized: false };
    }
    case 'confirm-holds': {
      const { hold, skus } = effect;
      const request = { reservationId: reservationIdOf(orderId, hold), skus };
      return { of: 'confirm-holds', effect, missing: (await stock.confirm(request, task.cause(String(hold)))).missing };
    }
    case 'confirm-order': {
      const { attempt } = effect;
      await task.tell({ type: 'ConfirmOrder', paymentId: paymentIdOf(orderId, attempt), attempt });
      return { of: 'confirm-order' };
    }
    case 'end-order':
      await task.tell(effect.command);
      return { of: 'end-order' };
    case 'unwind':
      await giveBack(dependencies, task, effect);
      return { of: 'unwind' };
    case 'settle':
      return { of: 'settle', work: effect.work, failures: await doSettle(dependencies, task, effect.work) };
    case 'complete':
      await task.tell({ type: 'CompleteOrder' });
      return { of: 'complete' };
    default:
      return effect satisfies never;
  }
}
