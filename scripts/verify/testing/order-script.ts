import type { SkuQuantity } from '@shop/shared-events';
import { CheckoutScript } from './checkout-script.ts';
import { gbp } from './shop.ts';

/** One order of a hand-written log: each method writes what one step of its life writes, and nothing checks it. */
export class OrderScript extends CheckoutScript {
  /** Goods leave, by a dispatch of these lines; answers the fulfilment's id. */
  dispatch(lines: readonly SkuQuantity[]): string {
    const fulfilmentId = this.log.id();
    this.person({ type: 'FulfilmentCreated', data: { fulfilmentId, lines: [...lines], tracking: null } });
    return fulfilmentId;
  }

  deduct(fulfilmentId: string, lines: readonly SkuQuantity[], reservationId = this.orderId): void {
    for (const { sku, quantity } of lines) {
      this.log.machine(`inventory-${sku}`, { type: 'StockDeducted', data: { fulfilmentId, reservationId, quantity } });
    }
  }

  capture({ failFirst = false } = {}): void {
    const { paymentId, total } = this;
    const stream = `payment-${paymentId}`;
    if (failFirst) {
      this.log.machine(stream, { type: 'PaymentCaptureRequested', data: {} });
      this.log.machine(stream, { type: 'PaymentCaptureFailed', data: { reason: 'later' } });
    }
    this.log.machine(stream, { type: 'PaymentCaptureRequested', data: {} });
    this.log.machine(stream, { type: 'PaymentCaptured', data: { amount: gbp(total) } });
    this.told({ type: 'OrderPaymentCaptured', data: { paymentId, amount: total } });
  }

  deliver(fulfilmentId: string): void {
    this.person({ type: 'FulfilmentDelivered', data: { fulfilmentId, deliveredAt: this.log.instant() } });
  }

  /** A return asked for and approved; answers its id. */
  sendBack(lines: readonly SkuQuantity[]): string {
    const returnId = this.log.id();
    this.person({ type: 'ReturnRequested', data: { returnId, lines: [...lines], reason: 'too small' } });
    this.person({ type: 'ReturnApproved', data: { returnId } });
    return returnId;
  }

  /** What came back is refunded with its share; answers the refund's id. */
  receive(returnId: string, sku: string, quantity: number, disposition: 'restock' | 'damaged'): string {
    const {
      lineTotal = 0,
      discount = 0,
      tax = 0,
      quantity: ordered = 1,
    } = this.placed.lines.find((line) => line.sku === sku) ?? {};
    const refundDue = Math.round(((lineTotal - discount + tax) * quantity) / ordered);
    const refundId = this.log.id();
    const occurredAt = this.log.instant();
    this.person(
      { type: 'ReturnReceived', data: { returnId, lines: [{ sku, quantity, disposition }], refundDue, occurredAt } },
      { type: 'RefundRequested', data: { refundId, amount: refundDue, reason: 'too small', returnId, occurredAt } },
    );
    const data = { returnId, orderId: this.orderId, quantity, disposition };
    this.log.machine(`inventory-${sku}`, { type: 'StockRestocked', data });
    this.refund(refundId, refundDue);
    return refundId;
  }

  /** Staff give money back. */
  goodwill(amount: number, { fail = false } = {}): void {
    const refundId = this.log.id();
    const occurredAt = this.log.instant();
    this.person({ type: 'RefundRequested', data: { refundId, amount, reason: 'late', returnId: null, occurredAt } });
    this.refund(refundId, amount, fail);
  }

  refund(refundId: string, amount: number, fail = false): void {
    const stream = `payment-${this.paymentId}`;
    this.log.machine(stream, { type: 'PaymentRefundRequested', data: { refundId, amount: gbp(amount) } });
    if (fail) {
      this.log.machine(stream, { type: 'PaymentRefundFailed', data: { refundId, reason: 'closed account' } });
      return this.told({ type: 'RefundFailed', data: { refundId, reason: 'closed account' } });
    }
    this.log.machine(stream, { type: 'PaymentRefunded', data: { refundId, amount: gbp(amount) } });
    this.told({ type: 'RefundIssued', data: { refundId, amount, occurredAt: this.log.instant() } });
  }
}
