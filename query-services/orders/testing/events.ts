import {
  type Actor,
  type Address,
  type PlacedLine,
  type RecordedEvent,
  streamName,
  type DiscountTerms,
  type Totals,
} from '@shop/shared-events';
import type { CustomerEvent, FulfilmentProcessEvent } from '@shop/shared-events';
import { draftTotals, defaultCharges } from '../draft-totals.ts';
import { splitByLargestRemainder } from '../largest-remainder.ts';
import type { OpenedOrderEvent } from '../order-events.ts';

/** A UUID that is the same in every run. */
export function testId(number: number, space = 0): string {
  return `0000000${space}-0000-7000-8000-${number.toString(16).padStart(12, '0')}`;
}

export const customer: Actor = { id: 'alice', kind: 'user' };
export const homeAddress: Address = {
  name: 'Alice Example',
  line1: '1 High Street',
  city: 'London',
  postalCode: 'N1 1AA',
  country: 'GB',
};
export const homeAddressView = { ...homeAddress, line2: null, region: null, phone: null };

type TestEvent = (OpenedOrderEvent | CustomerEvent | FulfilmentProcessEvent) & { readonly at?: string };
const epoch = Date.parse('2026-03-01T12:00:00Z');

/** Events of one stream as the log gives them back, with personal data opened; one a minute unless they say when. */
export function recorded(stream: string, events: readonly TestEvent[], from = 0): RecordedEvent[] {
  return events.map(({ type, data, at }, index) => {
    const revision = from + index;
    const recordedAt = at ?? new Date(epoch + revision * 60_000).toISOString();
    return {
      ...{ id: `${stream}@${revision}`, type, data, stream, revision, recordedAt },
      position: BigInt(revision),
      metadata: {
        ...{ version: 1, decidedAt: recordedAt, commandId: 'command', actor: customer },
        ...{ $correlationId: 'correlation', $causationId: 'cause' },
      },
    };
  });
}

/** Events of one order. */
export function ofOrder(orderId: string, events: readonly TestEvent[]): RecordedEvent[] {
  return recorded(streamName('order', orderId), events);
}

/** The erasure of a customer, as it stands in their stream. */
export function erasureOf(customerId: string): RecordedEvent[] {
  return recorded(streamName('customer', customerId), [
    { type: 'CustomerErasureRequested', data: { customerId } },
    { type: 'CustomerErased', data: { customerId } },
  ]);
}

export function created(orderId: string, customerId = 'alice'): OpenedOrderEvent {
  return { type: 'OrderCreated', data: { orderId, customerId, currency: 'GBP', agreement: null } };
}

export interface TestLine {
  readonly sku: string;
  readonly quantity: number;
  readonly unitPrice: number;
}

export function lineAdded(number: number, { sku, quantity, unitPrice }: TestLine): OpenedOrderEvent {
  const line = { lineId: testId(number, 1), sku, productId: testId(1, 2), name: `Name of ${sku}`, quantity, agreed: false };
  return { type: 'OrderLineAdded', data: { line: { ...line, unitPrice: { amount: unitPrice, currency: 'GBP' } } } };
}

export interface TestPlacing {
  readonly orderId: string;
  readonly lines: readonly TestLine[];
  readonly customerId?: string;
  readonly number?: string;
  readonly placedAt?: string;
  readonly address?: Address | null;
  readonly country?: string;
  readonly discount?: DiscountTerms | null;
}

/** A placed order with consistent amounts under the default charges. */
export function placed(placing: TestPlacing): OpenedOrderEvent & { readonly type: 'OrderPlaced' } {
  const { orderId, customerId = 'alice', number = 'A-1', discount = null, address = homeAddress } = placing;
  const totals = draftTotals(placing.lines, discount, null, defaultCharges);
  const data = { orderId, number, customerId, currency: 'GBP', taxRate: 2_000, discount, address };
  return {
    type: 'OrderPlaced',
    data: {
      ...data,
      ...{ totals, lines: placedLines(placing.lines, totals) },
      ...{ country: placing.country ?? 'GB', placedAt: placing.placedAt ?? '2026-03-01T12:00:00Z', paymentToken: 'tok_canary' },
    },
  };
}

function placedLines(lines: readonly TestLine[], { discount }: Totals): PlacedLine[] {
  const lineTotals = lines.map(({ quantity, unitPrice }) => quantity * unitPrice);
  const shares = splitByLargestRemainder(discount, lineTotals);
  return lines.map(({ sku, quantity, unitPrice }, index) => {
    const [lineTotal, off] = [lineTotals[index] ?? 0, shares[index] ?? 0];
    const line = { lineId: testId(index + 1, 1), sku, productId: testId(1, 2), name: `Name of ${sku}`, priceRevision: 0 };
    return { ...line, quantity, unitPrice, lineTotal, discount: off, tax: Math.floor((lineTotal - off + 2) / 5) };
  });
}

export const stockReserved: OpenedOrderEvent = { type: 'OrderStockReserved', data: { expiresAt: '2026-03-01T12:15:00Z' } };
export const authorized: OpenedOrderEvent = { type: 'OrderPaymentAuthorized', data: { paymentId: 'payment-1', attempt: 1 } };
export const confirmed: OpenedOrderEvent = { type: 'OrderConfirmed', data: {} };
export const completed: OpenedOrderEvent = { type: 'OrderCompleted', data: {} };
export const cancelled: OpenedOrderEvent = {
  type: 'OrderCancelled',
  data: { reason: 'changed my mind', occurredAt: '2026-03-02T12:00:00Z' },
};

/** From creation to confirmation. */
export function confirmedOrder(placing: TestPlacing): OpenedOrderEvent[] {
  const lines = placing.lines.map((line, index) => lineAdded(index + 1, line));
  const { orderId, customerId = 'alice' } = placing;
  return [created(orderId, customerId), ...lines, placed(placing), stockReserved, authorized, confirmed];
}

export function dispatched(number: number, lines: Readonly<Record<string, number>>): OpenedOrderEvent {
  return {
    type: 'FulfilmentCreated',
    data: { fulfilmentId: testId(number, 3), lines: quantities(lines), tracking: `T${number}` },
  };
}
export function delivered(number: number): OpenedOrderEvent {
  return { type: 'FulfilmentDelivered', data: { fulfilmentId: testId(number, 3), deliveredAt: '2026-03-05T10:00:00Z' } };
}
export function captured(amount: number): OpenedOrderEvent {
  return { type: 'OrderPaymentCaptured', data: { paymentId: 'payment-1', amount } };
}
export function returnRequested(number: number, lines: Readonly<Record<string, number>>): OpenedOrderEvent {
  return { type: 'ReturnRequested', data: { returnId: testId(number, 4), lines: quantities(lines), reason: 'too small' } };
}
export function returnReceived(number: number, lines: Readonly<Record<string, number>>, refundDue = 0): OpenedOrderEvent {
  const back = quantities(lines).map((line) => ({ ...line, disposition: 'restock' as const }));
  const occurredAt = '2026-03-10T10:00:00Z';
  return { type: 'ReturnReceived', data: { returnId: testId(number, 4), lines: back, refundDue, occurredAt } };
}

/** A refund asked for and answered. */
export function refunded(
  number: number,
  amount: number,
  options: { readonly returnNumber?: number; readonly at?: string; readonly fails?: boolean } = {},
): OpenedOrderEvent[] {
  const { returnNumber, at: occurredAt = '2026-03-11T10:00:00Z', fails = false } = options;
  const refundId = testId(number, 5);
  const returnId = returnNumber === undefined ? null : testId(returnNumber, 4);
  return [
    { type: 'RefundRequested', data: { refundId, amount, reason: 'goodwill', returnId, occurredAt } },
    fails
      ? { type: 'RefundFailed', data: { refundId, reason: 'provider said no' } }
      : { type: 'RefundIssued', data: { refundId, amount, occurredAt } },
  ];
}

function quantities(lines: Readonly<Record<string, number>>): { sku: string; quantity: number }[] {
  return Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity }));
}
