import { isoNow } from '@shop/platform/clock/port.ts';
import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';
import type { ApproveReturn, RejectReturn } from './commands.ts';
import { answerNow, done, made } from './http-answers.ts';
import { anyOrder, businessTime, callerOf, loadOwn, onBehalf, type OrderHttp, ownOrder, precondition } from './http-context.ts';
import { orderParamsSchema, receiveBodySchema, rejectBodySchema, returnBodySchema, returnParamsSchema } from './http-schemas.ts';
import type { OrderState } from './state.ts';

const tag = 'returns';
const problems = { 'invalid-transition': 409 };

function statusOf(returnId: string) {
  return (state: OrderState): string => state.returns.find((one) => one.returnId === returnId)?.status ?? 'requested';
}

/** The routes by which goods come back. */
export function returnRoutes(http: OrderHttp): readonly Route[] {
  const { orders, clock, policy } = http;

  async function answer(
    request: Parameters<typeof callerOf>[0] & {
      readonly ifMatch: number | 'any' | undefined;
      cause(): Parameters<typeof onBehalf>[0];
    },
    { orderId, returnId }: { readonly orderId: string; readonly returnId: string },
    command: ApproveReturn | RejectReturn,
  ) {
    const options = { guard: anyOrder, ...precondition(request.ifMatch) };
    const outcome = await orders.execute(orderId, command, request.cause(), options);
    return answerNow(200, outcome, { orderId, partId: returnId, status: statusOf(returnId) });
  }

  return [
    defineRoute({
      method: 'POST',
      path: '/orders/:orderId/returns',
      operationId: 'requestReturn',
      summary: 'Ask to send goods back',
      tag,
      access: ['customer', 'support'],
      params: orderParamsSchema,
      body: returnBodySchema,
      example: { lines: [{ sku: 'MUG-BLUE', quantity: 1 }], reason: 'Wrong colour' },
      responses: made,
      problems: { ...problems, 'return-exceeds-fulfilled': 409, 'return-window-closed': 409 },
      ifMatch: 'optional',
      async handle(request) {
        const { orderId } = request.params;
        const principal = callerOf(request);
        const { customerId } = await loadOwn(http, orderId, principal);
        const cause = onBehalf(request.cause(), principal, customerId);
        const returnId = derivedId('return', cause.commandId);
        const { lines, reason } = request.body;
        const windowMs = policy.returnWindowMs;
        const command = { type: 'RequestReturn', returnId, lines, reason, at: isoNow(clock), windowMs } as const;
        const options = { guard: ownOrder(principal), ...precondition(request.ifMatch) };
        const outcome = await orders.execute(orderId, command, cause, options);
        return answerNow(201, outcome, { orderId, partId: returnId, status: statusOf(returnId) });
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/orders/:orderId/returns/:returnId/approve',
      operationId: 'approveReturn',
      summary: 'Let goods be sent back',
      tag,
      access: ['support'],
      params: returnParamsSchema,
      responses: done,
      problems,
      ifMatch: 'optional',
      handle: (request) => answer(request, request.params, { type: 'ApproveReturn', returnId: request.params.returnId }),
    }),
    defineRoute({
      method: 'POST',
      path: '/orders/:orderId/returns/:returnId/reject',
      operationId: 'rejectReturn',
      summary: 'Refuse a return',
      tag,
      access: ['support'],
      params: returnParamsSchema,
      body: rejectBodySchema,
      responses: done,
      problems,
      ifMatch: 'optional',
      handle: (request) => {
        const { returnId } = request.params;
        return answer(request, request.params, { type: 'RejectReturn', returnId, reason: request.body.reason });
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/orders/:orderId/returns/:returnId/receive',
      operationId: 'receiveReturn',
      summary: 'Note what came back; it is refunded with its share of discount and tax',
      tag,
      access: ['warehouse'],
      params: returnParamsSchema,
      body: receiveBodySchema,
      example: { lines: [{ sku: 'MUG-BLUE', quantity: 1, disposition: 'restock' }] },
      responses: done,
      problems: { ...problems, 'return-exceeds-fulfilled': 409 },
      ifMatch: 'optional',
      async handle(request) {
        const { orderId, returnId } = request.params;
        const cause = request.cause();
        const { lines, reason } = request.body;
        const occurredAt = businessTime(http, '/occurredAt', request.body.occurredAt);
        const refundId = derivedId('refund', cause.commandId);
        const command = { type: 'ReceiveReturn', returnId, lines, refundId, occurredAt, reason } as const;
        const options = { guard: anyOrder, ...precondition(request.ifMatch) };
        const outcome = await orders.execute(orderId, command, cause, options);
        return answerNow(200, outcome, { orderId, partId: returnId, status: statusOf(returnId) });
      },
    }),
  ];
}
