import type { OpenedOrderEvent } from '../order-events.ts';
import type { MoneyText } from '../money-text.ts';

/** Says in a sentence what an event did. `text` writes amounts; without it they are left out. */
export function summaryOf(event: OpenedOrderEvent, text: MoneyText | null): string {
  switch (event.type) {
    case 'OrderCreated':
      return event.data.agreement
        ? `The order was created by agreement: ${event.data.agreement.reason}`
        : 'The order was created.';
    case 'OrderLineAdded': {
      const { quantity, name, sku, unitPrice } = event.data.line;
      return `${quantity} × ${name} (${sku}) added${text ? ` at ${text(unitPrice.amount)} each` : ''}.`;
    }
    case 'OrderLineQuantityChanged':
      return `The quantity of a line was changed to ${event.data.quantity}.`;
    case 'OrderLineRemoved':
      return 'A line was removed.';
    case 'ShippingDetailsSet':
      return `The shipping address was set, in ${event.data.country}.`;
    case 'DiscountApplied':
      return `Discount code ${event.data.code} was applied.`;
    case 'OrderPlaced': {
      const units = unitsOf(event.data.lines);
      const total = text ? ` for ${text(event.data.totals.total)}` : '';
      return `Order ${event.data.number} was placed: ${counted(units, 'unit')} on ${counted(event.data.lines.length, 'line')}${total}.`;
    }
    case 'OrderStockReserved':
      return `The stock was reserved until ${event.data.expiresAt}.`;
    case 'OrderPaymentAuthorized':
      return `The payment was authorized (attempt ${event.data.attempt}).`;
    case 'OrderPaymentDeclined':
      return `The payment was declined (attempt ${event.data.attempt}): ${event.data.reason}`;
    case 'OrderPaymentRetried':
      return `The payment was tried again (attempt ${event.data.attempt}).`;
    case 'OrderConfirmed':
      return 'The order was confirmed.';
    case 'OrderRejected':
      return `The order was rejected: ${rejectionText(event.data.reason)}.`;
    case 'OrderExpired':
      return 'The order expired: its stock was held for as long as it can be.';
    case 'OrderCancelled':
      return event.data.reason === null ? 'The order was cancelled.' : `The order was cancelled: ${event.data.reason}`;
    case 'OrderPaymentVoided':
      return 'The authorized payment was voided.';
    case 'FulfilmentCreated': {
      const tracking = event.data.tracking === null ? '' : `, tracking ${event.data.tracking}`;
      return `${counted(unitsOf(event.data.lines), 'unit')} dispatched${tracking}.`;
    }
    case 'FulfilmentDelivered':
      return 'A fulfilment was delivered.';
    case 'OrderPaymentCaptured':
      return text ? `The payment of ${text(event.data.amount)} was captured.` : 'The payment was captured.';
    case 'ReturnRequested':
      return `A return of ${counted(unitsOf(event.data.lines), 'unit')} was requested: ${event.data.reason}`;
    case 'ReturnApproved':
      return 'A return was approved.';
    case 'ReturnRejected':
      return `A return was rejected: ${event.data.reason}`;
    case 'ReturnReceived': {
      const due = text ? `; ${text(event.data.refundDue)} is to be refunded` : '';
      return `${counted(unitsOf(event.data.lines), 'returned unit')} received${due}.`;
    }
    case 'RefundRequested':
      return `A refund${text ? ` of ${text(event.data.amount)}` : ''} was asked for: ${event.data.reason}`;
    case 'RefundIssued':
      return `A refund${text ? ` of ${text(event.data.amount)}` : ''} was issued.`;
    case 'RefundFailed':
      return `A refund failed: ${event.data.reason}`;
    case 'OrderCompleted':
      return 'The order was completed.';
    default:
      return event satisfies never;
  }
}

function rejectionText({ code, skus }: { readonly code: string; readonly skus?: readonly string[] | undefined }): string {
  const words = code.replaceAll('_', ' ');
  return skus && skus.length > 0 ? `${words} (${skus.join(', ')})` : words;
}

function unitsOf(lines: readonly { readonly quantity: number }[]): number {
  return lines.reduce((sum, { quantity }) => sum + quantity, 0);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
