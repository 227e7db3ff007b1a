import type { DiscountCodeEvent } from '@shop/shared-events';
import { accept, type Decider, type Decision, nothing, refuse } from '@shop/platform/command-handling/decider.ts';
import type { CreateDiscountCode, DiscountCodeCommand } from './commands.ts';
import { type DiscountCodeState, evolve, isApplicable, noDiscountCode } from './state.ts';

/** The rules of a discount code: no redemption is given twice, and none to an order that gave its own back. */
export const discountCodeDecider: Decider<DiscountCodeState, DiscountCodeCommand, DiscountCodeEvent> = {
  initial: noDiscountCode,
  decide,
  evolve,
};

function decide(command: DiscountCodeCommand, state: DiscountCodeState): Decision<DiscountCodeEvent> {
  if (command.type === 'CreateDiscountCode') return create(command, state);
  if (state.status === 'none') return refuse('not-found', 'There is no such discount code.');
  switch (command.type) {
    case 'WithdrawDiscountCode':
      if (state.status === 'active') return accept({ type: 'DiscountCodeWithdrawn', data: {} });
      return refuse('invalid-transition', 'The code is withdrawn already.', { current: state.status, allowed: [] });
    case 'RedeemDiscountCode':
      return redeem(command.orderId, command.at, state);
    case 'GiveBackRedemption':
      if (state.redemptions.get(command.orderId) !== 'held') return nothing;
      return accept({
        type: 'DiscountCodeRedemptionReturned',
        data: { orderId: command.orderId, reason: command.reason },
      });
    default:
      return command satisfies never;
  }
}

function create({ type: _, ...terms }: CreateDiscountCode, state: DiscountCodeState): Decision<DiscountCodeEvent> {
  if (state.status !== 'none') return refuse('already-exists', 'There is a discount code of this name.', { code: terms.code });
  return accept({ type: 'DiscountCodeCreated', data: terms });
}

function redeem(orderId: string, at: string, state: DiscountCodeState): Decision<DiscountCodeEvent> {
  const redemption = state.redemptions.get(orderId);
  if (redemption === 'held') return nothing;
  // A late repetition of a message must not take again what the order has given back.
  if (redemption === 'given back' || !isApplicable(state, at)) {
    return refuse('discount-code-invalid', 'The discount code cannot be redeemed.');
  }
  return accept({ type: 'DiscountCodeRedeemed', data: { orderId } });
}
