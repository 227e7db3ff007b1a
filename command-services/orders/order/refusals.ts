import { refuse } from '@shop/platform/command-handling/decider.ts';
import type { FulfilmentStatus, OrderStatus, PaymentStatus, ReturnStatus } from './state.ts';

/** Where each axis can go from where it is. */
const orderTransitions: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  none: ['draft'],
  draft: ['placed', 'cancelled'],
  placed: ['confirmed', 'rejected', 'expired', 'cancelled'],
  confirmed: ['completed', 'cancelled'],
  completed: [],
  rejected: [],
  expired: [],
  cancelled: [],
};
const paymentTransitions: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  none: ['pending', 'voided'],
  pending: ['authorized', 'declined', 'voided'],
  authorized: ['captured', 'voided'],
  captured: ['partially_refunded', 'refunded'],
  partially_refunded: ['partially_refunded', 'refunded'],
  refunded: [],
  declined: ['pending'],
  voided: [],
};
const fulfilmentTransitions: Readonly<Record<FulfilmentStatus, readonly FulfilmentStatus[]>> = {
  unfulfilled: ['partially_fulfilled', 'fulfilled'],
  partially_fulfilled: ['partially_fulfilled', 'fulfilled'],
  fulfilled: ['delivered'],
  delivered: [],
};
const returnTransitions: Readonly<Record<ReturnStatus, readonly ReturnStatus[]>> = {
  none: ['requested'],
  requested: ['approved', 'rejected'],
  approved: ['received'],
  rejected: [],
  received: [],
};

/** The order's status does not allow the command: `current`, and in `allowed` what can follow it. */
export function wrongStatus(detail: string, current: OrderStatus) {
  return invalidTransition(detail, current, orderTransitions[current]);
}

export function wrongPayment(detail: string, current: PaymentStatus, allowed = paymentTransitions[current]) {
  return invalidTransition(detail, current, allowed);
}

export function wrongFulfilment(detail: string, current: FulfilmentStatus) {
  return invalidTransition(detail, current, fulfilmentTransitions[current]);
}

export function wrongReturn(detail: string, current: ReturnStatus) {
  return invalidTransition(detail, current, returnTransitions[current]);
}

/** `current` is where the thing stands, `allowed` where it can go from there. */
export function invalidTransition(detail: string, current: string, allowed: readonly string[]) {
  return refuse('invalid-transition', detail, { current, allowed });
}

/** A part of the order that does not exist. */
export function noSuch(part: string) {
  return refuse('not-found', `The order has no such ${part}.`);
}
