import { units, uuid } from '../../order/order.fixtures.ts';
import { FakeDiscountCodes } from '../../testing/fake-discount-codes.ts';
import type { World, WorldOptions } from './simulation.ts';

export const percent = { code: 'SALE', percentOff: 10, amountOff: null };
export const minute = 60_000;
/** Long enough for lost replies, slow ones, and the first tries after a crash. */
export const aWhile = 8_000;
export const at = '2026-03-01T12:00:00.000Z';

/** A way through the process: what people do, and what the log must hold in the end. */
export interface Scenario {
  readonly name: string;
  readonly world?: () => WorldOptions;
  readonly play: (world: World) => Promise<void>;
  /** Types of the order's events after OrderPlaced. */
  readonly order: readonly string[];
  readonly payment: readonly string[];
  readonly stock: readonly string[];
  readonly codes?: readonly string[];
  readonly outcome: string | null;
}

export const retry = { type: 'RetryPayment', paymentToken: 'tok_ok', at, mostAttempts: 3 } as const;
export const cancel = { type: 'CancelOrder', reason: null, occurredAt: at } as const;
export const fulfil = (n: number, ...lines: { sku: string; quantity: number }[]) =>
  ({ type: 'CreateFulfilment', fulfilmentId: uuid(n), lines, tracking: null }) as const;
export const deliver = (n: number) => ({ type: 'MarkDelivered', fulfilmentId: uuid(n), at }) as const;
export const reserved = ['reserve A 3', 'reserve B 1'];
export const authorized = ['PaymentAuthorizationRequested', 'PaymentAuthorized'];
export const captured = ['PaymentCaptureRequested', 'PaymentCaptured'];
export const voided = ['PaymentVoidRequested', 'PaymentVoided'];
export const confirmed = ['OrderStockReserved', 'OrderPaymentAuthorized', 'OrderConfirmed'];
export const discounted = { discount: percent };

export async function dispatchEverything(world: World): Promise<void> {
  await world.command(fulfil(10, units('A', 2)));
  await world.settle(aWhile);
  await world.command(fulfil(11, units('A', 1), units('B', 1)));
  await world.settle(aWhile);
}

/** A shop with one redemption of the discount left, or as many as are said. */
export const withCode =
  (most = 1) =>
  (): WorldOptions => ({ codes: new FakeDiscountCodes([{ terms: percent, most }]) });
