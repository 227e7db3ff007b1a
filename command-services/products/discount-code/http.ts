import { acceptedOrThrow, commandAnswer, commandAnswerSchema } from '@shop/platform/http/answers.ts';
import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import { z } from 'zod';
import type { Aggregates } from '../aggregates.ts';
import type { CreateOnce } from '../keys/create-once.ts';
import { checkCurrency, mustExist, preconditionOf } from '../http-answers.ts';
import { codeParamsSchema, createDiscountCodeBodySchema } from './schemas.ts';
import type { DiscountCodeState } from './state.ts';

const access = ['catalog-manager'] as const;
const tag = 'discount codes';
const answerSchema = commandAnswerSchema.extend({
  id: z.string().describe('the code in upper case'),
  status: z.enum(['active', 'withdrawn']),
});
const exists = mustExist(({ status }: DiscountCodeState) => status !== 'none', 'discount code');

/** The routes that make and withdraw discount codes. An amount off must be in the shop's `currency`. */
export function discountCodeRoutes(
  { discountCodes }: Pick<Aggregates, 'discountCodes'>,
  create: CreateOnce,
  currency: string,
): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/discount-codes',
      operationId: 'createDiscountCode',
      summary: 'Create a discount code of a percentage or an amount off',
      tag,
      access,
      body: createDiscountCodeBodySchema,
      example: { code: 'WELCOME10', percentOff: 10 },
      responses: { 201: answerSchema },
      problems: { 'already-exists': 409 },
      async handle({ body, cause }) {
        checkCurrency(currency, { '/amountOff': body.amountOff });
        const outcome = acceptedOrThrow(
          await create(
            { category: 'discountCode', aggregate: discountCodes },
            body.code,
            {
              type: 'CreateDiscountCode',
              code: body.code,
              percentOff: body.percentOff ?? null,
              amountOff: body.amountOff ?? null,
              validFrom: body.validFrom ?? null,
              validUntil: body.validUntil ?? null,
              maxRedemptions: body.maxRedemptions ?? null,
            },
            cause(),
          ),
        );
        const location = `/api/v1/discount-codes/${body.code}`;
        return commandAnswer(outcome, {
          status: 201,
          id: body.code,
          category: 'discountCode',
          state: outcome.state.status,
          location,
        });
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/discount-codes/:code/withdraw',
      operationId: 'withdrawDiscountCode',
      summary: 'Withdraw a discount code; orders that hold it keep it',
      tag,
      access,
      params: codeParamsSchema,
      responses: { 200: answerSchema },
      problems: { 'invalid-transition': 409 },
      ifMatch: 'optional',
      async handle({ params: { code }, ifMatch, cause }) {
        const options = { guard: exists, ...preconditionOf(ifMatch, 'optional') };
        const outcome = acceptedOrThrow(await discountCodes.execute(code, { type: 'WithdrawDiscountCode' }, cause(), options));
        return commandAnswer(outcome, { status: 200, id: code, category: 'discountCode', state: outcome.state.status });
      },
    }),
  ];
}
