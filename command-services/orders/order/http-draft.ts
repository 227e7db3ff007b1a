import { addressSchema } from '@shop/shared-events';
import { isoNow } from '@shop/platform/clock/port.ts';
import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';
import { answerNow, done, made, orderStatus } from './http-answers.ts';
import { callerOf, loadOwn, onBehalf, type OrderHttp, ownOrder, precondition, sealAddress } from './http-context.ts';
import { discountBodySchema, lineParamsSchema, newLineSchema, orderParamsSchema, quantityBodySchema } from './http-schemas.ts';
import { priceLines } from './offers.ts';

const access = ['customer', 'support'] as const;
const tag = 'orders';
const problems = { 'invalid-transition': 409 };

/** The routes that fill a cart. */
export function draftRoutes(http: OrderHttp): readonly Route[] {
  const { orders } = http;
  return [
    defineRoute({
      method: 'POST',
      path: '/orders/:orderId/lines',
      operationId: 'addOrderLine',
      summary: 'Put an article into a cart',
      tag,
      access,
      params: orderParamsSchema,
      body: newLineSchema,
      responses: made,
      problems: { ...problems, 'price-changed': 409, 'too-many-lines': 409 },
      ifMatch: 'optional',
      async handle(request) {
        const { orderId } = request.params;
        const principal = callerOf(request);
        const cause = request.cause();
        // Whose order it is comes first: what the catalogue says of a SKU would tell how another's order was agreed.
        const { agreement, customerId } = await loadOwn(http, orderId, principal);
        const found = await http.catalogue.offers([request.body.sku], { includeUnlisted: agreement !== null });
        const lineId = derivedId('line', cause.commandId);
        const [line] = priceLines(
          [request.body],
          found,
          () => '/sku',
          () => lineId,
        );
        if (!line) throw new Error('a line without a price');
        const options = { guard: ownOrder(principal), ...precondition(request.ifMatch) };
        const by = onBehalf(cause, principal, customerId);
        const outcome = await orders.execute(orderId, { type: 'AddOrderLine', ...line }, by, options);
        return answerNow(201, outcome, { orderId, partId: lineId, status: orderStatus });
      },
    }),
    defineRoute({
      method: 'PATCH',
      path: '/orders/:orderId/lines/:lineId',
      operationId: 'changeLineQuantity',
      summary: 'Change how many are in the cart',
      tag,
      access,
      params: lineParamsSchema,
      body: quantityBodySchema,
      responses: done,
      problems,
      ifMatch: 'required',
      async handle(request) {
        const { orderId, lineId } = request.params;
        const principal = callerOf(request);
        const { customerId } = await loadOwn(http, orderId, principal);
        const command = { type: 'ChangeLineQuantity', lineId, quantity: request.body.quantity } as const;
        const options = { guard: ownOrder(principal), ...precondition(request.ifMatch, true) };
        const outcome = await orders.execute(orderId, command, onBehalf(request.cause(), principal, customerId), options);
        return answerNow(200, outcome, { orderId, partId: lineId, status: orderStatus });
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/orders/:orderId/lines/:lineId',
      operationId: 'removeOrderLine',
      summary: 'Take an article out of the cart',
      tag,
      access,
      params: lineParamsSchema,
      responses: done,
      problems,
      ifMatch: 'required',
      async handle(request) {
        const { orderId, lineId } = request.params;
        const principal = callerOf(request);
        const { customerId } = await loadOwn(http, orderId, principal);
        const options = { guard: ownOrder(principal), ...precondition(request.ifMatch, true) };
        const by = onBehalf(request.cause(), principal, customerId);
        const outcome = await orders.execute(orderId, { type: 'RemoveOrderLine', lineId }, by, options);
        return answerNow(200, outcome, { orderId, partId: lineId, status: orderStatus });
      },
    }),
    defineRoute({
      method: 'PUT',
      path: '/orders/:orderId/shipping-address',
      operationId: 'setShippingAddress',
      summary: 'Say where the order goes',
      tag,
      access,
      params: orderParamsSchema,
      body: addressSchema,
      responses: done,
      problems: { ...problems, 'customer-erased': 409 },
      ifMatch: 'required',
      async handle(request) {
        const { orderId } = request.params;
        const principal = callerOf(request);
        // The address is sealed for the customer whose order it is, whoever sends it.
        const { customerId } = await loadOwn(http, orderId, principal);
        const sealed = await sealAddress(http, customerId, request.body);
        const options = { guard: ownOrder(principal), ...precondition(request.ifMatch, true) };
        const by = onBehalf(request.cause(), principal, customerId);
        const outcome = await orders.execute(orderId, { type: 'SetShippingDetails', ...sealed }, by, options);
        return answerNow(200, outcome, { orderId, status: orderStatus });
      },
    }),
    defineRoute({
      method: 'PUT',
      path: '/orders/:orderId/discount-code',
      operationId: 'applyDiscountCode',
      summary: 'Apply a discount code to a cart, in place of the one before',
      tag,
      access,
      params: orderParamsSchema,
      body: discountBodySchema,
      responses: done,
      problems: { ...problems, 'discount-code-invalid': 409 },
      ifMatch: 'required',
      async handle(request) {
        const { orderId } = request.params;
        const principal = callerOf(request);
        const { customerId, agreement } = await loadOwn(http, orderId, principal);
        const terms = await http.discountCodes.terms(request.body.code, agreement?.placedAt ?? isoNow(http.clock));
        const options = { guard: ownOrder(principal), ...precondition(request.ifMatch, true) };
        const by = onBehalf(request.cause(), principal, customerId);
        const outcome = await orders.execute(orderId, { type: 'ApplyDiscountCode', terms }, by, options);
        return answerNow(200, outcome, { orderId, status: orderStatus });
      },
    }),
  ];
}
