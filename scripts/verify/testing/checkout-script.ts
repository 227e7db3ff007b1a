import type { FulfilmentProcessEvent, OrderEvent, Rejection } from '@shop/shared-events';
import { CartScript } from './cart-script.ts';
import { gbp } from './shop.ts';

const hold = 15 * 60_000;

/** What stock, payment and the fulfilment process write of a hand-written order until it is confirmed or taken back. */
export class CheckoutScript extends CartScript {
  reserve(skus = this.articles, reservationId = this.orderId): void {
    const { orderId } = this;
    for (const { sku, quantity } of skus) {
      const data = { reservationId, orderId, quantity, expiresAt: this.log.instant(hold) };
      this.log.machine(`inventory-${sku}`, { type: 'StockReserved', data });
    }
  }

  redeem(): void {
    const code = this.terms?.code ?? '';
    this.log.machine(`discountCode-${code}`, { type: 'DiscountCodeRedeemed', data: { orderId: this.orderId } });
  }

  reserved(): void {
    this.told({ type: 'OrderStockReserved', data: { expiresAt: this.log.instant(hold) } });
  }

  ask(): void {
    const { paymentId, orderId, total } = this;
    const data = { paymentId, orderId, amount: gbp(total), paymentToken: this.token };
    this.log.machine(`payment-${paymentId}`, { type: 'PaymentAuthorizationRequested', data });
  }

  authorize(): void {
    this.ask();
    this.log.machine(`payment-${this.paymentId}`, { type: 'PaymentAuthorized', data: { providerReference: 'ref' } });
  }

  decline(...also: readonly OrderEvent[]): void {
    const { paymentId, attempt } = this;
    this.ask();
    this.log.machine(`payment-${paymentId}`, { type: 'PaymentDeclined', data: { reason: 'no funds' } });
    this.told({ type: 'OrderPaymentDeclined', data: { paymentId, attempt, reason: 'no funds' } }, ...also);
  }

  retry(paymentToken: string): void {
    this.attempt++;
    this.token = paymentToken;
    this.person({ type: 'OrderPaymentRetried', data: { attempt: this.attempt, paymentToken } });
  }

  confirmHolds(skus = this.articles, reservationId = this.orderId): void {
    for (const { sku } of skus) {
      this.log.machine(`inventory-${sku}`, { type: 'StockReservationConfirmed', data: { reservationId } });
    }
  }

  confirm(): void {
    const { paymentId, attempt } = this;
    this.told({ type: 'OrderPaymentAuthorized', data: { paymentId, attempt } }, { type: 'OrderConfirmed', data: {} });
  }

  release(skus = this.articles, reservationId = this.orderId): void {
    for (const { sku } of skus) {
      this.log.machine(`inventory-${sku}`, {
        type: 'StockReservationReleased',
        data: { reservationId, reason: 'order cancelled' },
      });
    }
  }

  expireHolds(): void {
    for (const { sku } of this.articles) {
      this.log.machine(`inventory-${sku}`, { type: 'StockReservationExpired', data: { reservationId: this.orderId } });
    }
  }

  returnRedemption(): void {
    const data = { orderId: this.orderId, reason: 'order rejected' };
    this.log.machine(`discountCode-${this.terms?.code}`, { type: 'DiscountCodeRedemptionReturned', data });
  }

  voidPayment(): void {
    const { paymentId } = this;
    this.log.machine(`payment-${paymentId}`, { type: 'PaymentVoidRequested', data: {} });
    this.log.machine(`payment-${paymentId}`, { type: 'PaymentVoided', data: {} });
    this.told({ type: 'OrderPaymentVoided', data: { paymentId } });
  }

  reject(reason: Rejection): void {
    this.told({ type: 'OrderRejected', data: { reason } });
  }

  /** The process writes; its start first. */
  process(...events: readonly FulfilmentProcessEvent[]): void {
    const stream = `fulfilmentProcess-${this.orderId}`;
    const { orderId } = this;
    const started: FulfilmentProcessEvent = {
      type: 'FulfilmentProcessStarted',
      data: { orderId, trigger: this.trigger, deadline: this.log.instant(30_000) },
    };
    this.log.machine(stream, ...(this.log.revision(stream) < 0 ? [started] : []), ...events);
  }

  step(
    step: string,
    deadline: string | null,
    more: { rejection?: Rejection; heldAgain?: string[]; attempt?: number } = {},
  ): FulfilmentProcessEvent {
    return {
      type: 'FulfilmentProcessAdvanced',
      data: { trigger: this.trigger, step, awaiting: 'what comes', deadline, ...more },
    };
  }

  end(outcome: 'completed' | 'rejected' | 'expired' | 'cancelled'): FulfilmentProcessEvent {
    return { type: 'FulfilmentProcessEnded', data: { trigger: this.trigger, outcome } };
  }

  soon(ms = 2_000): string {
    return this.log.instant(ms);
  }
}
