import type { OrderEvent } from '@shop/shared-events';
import type { Decision } from '@shop/platform/command-handling/decider.ts';
import type { OrderCommand } from './commands.ts';
import { decideCancel, decideProcess, decideRetry } from './decide-checkout.ts';
import { decideCreate, decideDraft } from './decide-draft.ts';
import { decideDelivered, decideFulfilment } from './decide-goods.ts';
import { decidePlace } from './decide-place.ts';
import { decideReceipt, decideRefund, decideReturn, decideReturnAnswer } from './decide-return.ts';
import type { OrderState } from './state.ts';

/** What a command comes to for an order in this state. Refusals carry the codes of http-api.md. */
export function decide(command: OrderCommand, state: OrderState): Decision<OrderEvent> {
  switch (command.type) {
    case 'CreateOrder':
      return decideCreate(command, state);
    case 'AddOrderLine':
    case 'ChangeLineQuantity':
    case 'RemoveOrderLine':
    case 'SetShippingDetails':
    case 'ApplyDiscountCode':
      return decideDraft(command, state);
    case 'PlaceOrder':
      return decidePlace(command, state);
    case 'RetryPayment':
      return decideRetry(command, state);
    case 'CancelOrder':
      return decideCancel(command, state);
    case 'CreateFulfilment':
      return decideFulfilment(command, state);
    case 'MarkDelivered':
      return decideDelivered(command, state);
    case 'RequestReturn':
      return decideReturn(command, state);
    case 'ApproveReturn':
    case 'RejectReturn':
      return decideReturnAnswer(command, state);
    case 'ReceiveReturn':
      return decideReceipt(command, state);
    case 'IssueRefund':
      return decideRefund(command, state);
    default:
      return decideProcess(command, state);
  }
}
