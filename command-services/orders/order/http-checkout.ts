import type { OrderEvent } from '@shop/shared-events';
import { isoNow } from '@shop/platform/clock/port.ts';
import type { ExecuteOptions, Outcome } from '@shop/platform/command-handling/aggregate.ts';
import type { Cause } from '@shop/platform/command-handling/cause.ts';
import { unavailable } from '@shop/platform/http/problem.ts';
import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import { offersMissing } from './decide-place.ts';
import { answerBegun, answerNow, begun, checkoutSettled, done, orderStatus } from './http-answers.ts';
import {
  businessTime,
  callerOf,
  checkPaymentToken,
  loadOwn,
  onBehalf,
  type OrderHttp,
  ownOrder,
  precondition,
  staffMembersOnly,
} from './http-context.ts';
import { cancelBodySchema, orderParamsSchema, paymentBodySchema } from './http-schemas.ts';
import { offersFor } from './offers.ts';
import type { OrderState } from './state.ts';

const access = ['customer', 'support'] as const;
const tag = 'orders';

/** The routes that place, pay and cancel. */
export function checkoutRoutes(http: OrderHttp): readonly Route[] {
  const { orders, clock, policy } = http;
  return [
    defineRoute({
      method: 'POST',
      path: '/orders/:orderId/place',
      operationId: 'placeOrder',
      summary: 'Place a cart; stock and payment follow',
      tag,
      access,
      params: orderParamsSchema,
      body: paymentBodySchema,
      example: { paymentToken: 'tok_ok' },
      responses: begun,
      problems: { 'invalid-transition': 409, 'order-incomplete': 409, 'order-too-large': 409 },
      ifMatch: 'optional',
      async handle(request) {
        const { orderId } = request.params;
        const principal = callerOf(request);
        const { paymentToken } = request.body;
        checkPaymentToken(http, paymentToken);
        const { customerId } = await loadOwn(http, orderId, principal);
        const cause = onBehalf(request.cause(), principal, customerId);
        const options = { guard: ownOrder(principal), ...precondition(request.ifMatch) };
        const outcome = await place(http, orderId, paymentToken, cause, options);
        return answerBegun(http, outcome, { orderId, status: orderStatus, settled: checkoutSettled }, request);
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/orders/:orderId/payment-attempts',
      operationId: 'retryPayment',
      summary: 'Try another means of payment after a decline',
      tag,
      access,
      params: orderParamsSchema,
      body: paymentBodySchema,
      example: { paymentToken: 'tok_ok' },
      responses: begun,
      problems: { 'invalid-transition': 409 },
      ifMatch: 'optional',
      async handle(request) {
        const { orderId } = request.params;
        const principal = callerOf(request);
        const { paymentToken } = request.body;
        checkPaymentToken(http, paymentToken);
        const { customerId } = await loadOwn(http, orderId, principal);
        const mostAttempts = policy.paymentAttempts;
        const command = { type: 'RetryPayment', paymentToken, at: isoNow(clock), mostAttempts } as const;
        const cause = onBehalf(request.cause(), principal, customerId);
        const options = { guard: ownOrder(principal), ...precondition(request.ifMatch) };
        const outcome = await orders.execute(orderId, command, cause, options);
        return answerBegun(http, outcome, { orderId, status: orderStatus, settled: checkoutSettled }, request);
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/orders/:orderId/cancel',
      operationId: 'cancelOrder',
      summary: 'Cancel an order of which nothing was dispatched',
      tag,
      access,
      params: orderParamsSchema,
      body: cancelBodySchema,
      bodyOptional: true,
      authorizeBody: staffMembersOnly('occurredAt'),
      responses: done,
      problems: { 'invalid-transition': 409 },
      ifMatch: 'optional',
      async handle(request) {
        const { orderId } = request.params;
        const principal = callerOf(request);
        const { body } = request;
        const occurredAt = businessTime(http, '/occurredAt', body.occurredAt);
        const { customerId } = await loadOwn(http, orderId, principal);
        const command = { type: 'CancelOrder', reason: body.reason ?? null, occurredAt } as const;
        const cause = onBehalf(request.cause(), principal, customerId);
        const options = { guard: ownOrder(principal), ...precondition(request.ifMatch) };
        return answerNow(200, await orders.execute(orderId, command, cause, options), { orderId, status: orderStatus });
      },
    }),
  ];
}

/** More changes to one cart than this between a look at it and placing it are somebody's game. */
const mostLooks = 5;

/** Places the cart at the catalogue's prices, looked up anew where the cart changed meanwhile. */
async function place(
  http: OrderHttp,
  orderId: string,
  paymentToken: string,
  cause: Cause,
  options: ExecuteOptions<OrderState>,
): Promise<Outcome<OrderState, OrderEvent>> {
  for (let look = 1; ; look++) {
    const { cart, agreement } = (await http.orders.load(orderId)).state;
    const skus = new Set(Array.from(cart).flatMap((line) => (line.agreed ? [] : [line.sku])));
    const includeUnlisted = agreement !== null;
    const found = skus.size === 0 ? new Map() : await http.catalogue.offers([...skus], { includeUnlisted });
    const offers = offersFor(skus, found);
    const at = isoNow(http.clock);
    const command = { type: 'PlaceOrder', offers, charges: http.policy.charges, paymentToken, at } as const;
    const outcome = await http.orders.execute(orderId, command, cause, options);
    if (outcome.accepted || outcome.refusal.code !== offersMissing) return outcome;
    if (look === mostLooks) throw unavailable('cart-busy', 'The cart keeps changing; nothing was placed.');
  }
}
