import { hasAnyRole } from '@shop/platform/auth/roles.ts';
import { acceptedOrThrow, commandAnswer, commandAnswerSchema } from '@shop/platform/http/answers.ts';
import { forbidden, Problem } from '@shop/platform/http/problem.ts';
import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import { z } from 'zod';
import { customerIdSchema } from '../order/http-schemas.ts';
import type { Waiting } from '../order/waiting.ts';
import type { Customers, CustomerState } from './customer.ts';

const paramsSchema = z.object({ customerId: customerIdSchema });
const answerSchema = commandAnswerSchema.extend({ status: z.enum(['erasing', 'erased']) });
const isErased = ({ status }: CustomerState): boolean => status === 'erased';

/** POST /customers/{customerId}/erasure: for admin, and for customers themselves. */
export function erasureRoute(customers: Customers, waiting: Waiting): Route {
  return defineRoute({
    method: 'POST',
    path: '/customers/:customerId/erasure',
    operationId: 'eraseCustomer',
    summary: 'Erase a customer’s personal data for good',
    tag: 'customers',
    access: ['customer'],
    params: paramsSchema,
    responses: { 202: answerSchema, 200: answerSchema },
    ifMatch: 'optional',
    async handle(request) {
      const { customerId } = request.params;
      const { principal, preferWait } = request;
      if (!principal) throw new Problem(401, 'unauthorized', 'This request needs a token.');
      if (customerId !== principal.sub && !hasAnyRole(principal, 'admin')) throw forbidden('Customers erase only themselves.');
      const cause = request.cause();
      const by = customerId === principal.sub ? cause : { ...cause, onBehalfOf: customerId };
      const ifMatch = request.ifMatch === 'any' ? undefined : request.ifMatch;
      const outcome = await customers.execute(customerId, { type: 'RequestErasure', customerId }, by, { ifMatch });
      const accepted = acceptedOrThrow(outcome);
      const about = { id: customerId, category: 'customer', location: `/api/v1/orders?customerId=${customerId}` } as const;
      const end =
        preferWait === undefined ? null : await waiting.until(customers, customerId, isErased, preferWait, request.signal);
      if (end === null) return commandAnswer(accepted, { ...about, status: 202, state: accepted.state.status });
      const { state, revision } = end;
      const answer = commandAnswer({ ...accepted, state, revision }, { ...about, status: 200, state: state.status });
      return { ...answer, headers: { ...answer.headers, 'Preference-Applied': `wait=${preferWait}` } };
    },
  });
}
