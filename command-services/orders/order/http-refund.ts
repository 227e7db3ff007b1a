import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';
import { answerBegun, begun } from './http-answers.ts';
import { anyOrder, businessTime, checkCurrency, type OrderHttp, precondition } from './http-context.ts';
import { orderParamsSchema, refundBodySchema } from './http-schemas.ts';
import type { OrderState } from './state.ts';

/** POST /orders/{orderId}/refunds. */
export function refundRoute(http: OrderHttp): Route {
  return defineRoute({
    method: 'POST',
    path: '/orders/:orderId/refunds',
    operationId: 'issueRefund',
    summary: 'Give money back',
    tag: 'returns',
    access: ['support'],
    params: orderParamsSchema,
    body: refundBodySchema,
    example: { amount: { amount: 100, currency: 'GBP' }, reason: 'Arrived late' },
    responses: begun,
    problems: { 'refund-exceeds-captured': 409 },
    ifMatch: 'optional',
    async handle(request) {
      const { orderId } = request.params;
      const { amount, reason } = request.body;
      checkCurrency(http, '/amount', amount);
      const cause = request.cause();
      const refundId = derivedId('refund', cause.commandId);
      const occurredAt = businessTime(http, '/occurredAt', request.body.occurredAt);
      const command = { type: 'IssueRefund', refundId, amount: amount.amount, reason, occurredAt } as const;
      const options = { guard: anyOrder, ...precondition(request.ifMatch) };
      const outcome = await http.orders.execute(orderId, command, cause, options);
      const status = (state: OrderState) => state.refunds.find((one) => one.refundId === refundId)?.status ?? 'pending';
      const settled = (state: OrderState) => status(state) !== 'pending';
      return answerBegun(http, outcome, { orderId, partId: refundId, status, settled }, request);
    },
  });
}
