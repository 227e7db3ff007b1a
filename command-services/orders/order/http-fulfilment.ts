import { isoNow } from '@shop/platform/clock/port.ts';
import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';
import { answerNow, done, made } from './http-answers.ts';
import { anyOrder, type OrderHttp, precondition } from './http-context.ts';
import { fulfilmentBodySchema, fulfilmentParamsSchema, orderParamsSchema } from './http-schemas.ts';
import type { OrderState } from './state.ts';

const access = ['warehouse'] as const;
const tag = 'fulfilment';

function statusOf(fulfilmentId: string) {
  return (state: OrderState): string => {
    const fulfilment = state.fulfilments.find((one) => one.fulfilmentId === fulfilmentId);
    return fulfilment?.deliveredAt ? 'delivered' : 'dispatched';
  };
}

/** The routes of the warehouse. */
export function fulfilmentRoutes({ orders, clock }: OrderHttp): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/orders/:orderId/fulfilments',
      operationId: 'createFulfilment',
      summary: 'Dispatch goods; the payment is captured with the first of them',
      tag,
      access,
      params: orderParamsSchema,
      body: fulfilmentBodySchema,
      example: { lines: [{ sku: 'MUG-BLUE', quantity: 1 }], tracking: 'RM123456789GB' },
      responses: made,
      problems: { 'invalid-transition': 409, 'fulfilment-exceeds-ordered': 409 },
      ifMatch: 'optional',
      async handle(request) {
        const { orderId } = request.params;
        const cause = request.cause();
        const fulfilmentId = derivedId('fulfilment', cause.commandId);
        const { lines, tracking = null } = request.body;
        const command = { type: 'CreateFulfilment', fulfilmentId, lines, tracking } as const;
        const options = { guard: anyOrder, ...precondition(request.ifMatch) };
        const outcome = await orders.execute(orderId, command, cause, options);
        return answerNow(201, outcome, { orderId, partId: fulfilmentId, status: statusOf(fulfilmentId) });
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/orders/:orderId/fulfilments/:fulfilmentId/deliver',
      operationId: 'markDelivered',
      summary: 'Note that goods have arrived',
      tag,
      access,
      params: fulfilmentParamsSchema,
      responses: done,
      problems: { 'invalid-transition': 409 },
      ifMatch: 'optional',
      async handle(request) {
        const { orderId, fulfilmentId } = request.params;
        const command = { type: 'MarkDelivered', fulfilmentId, at: isoNow(clock) } as const;
        const options = { guard: anyOrder, ...precondition(request.ifMatch) };
        const outcome = await orders.execute(orderId, command, request.cause(), options);
        return answerNow(200, outcome, { orderId, partId: fulfilmentId, status: statusOf(fulfilmentId) });
      },
    }),
  ];
}
