import { refusalProblem } from '@shop/platform/http/refusal-problem.ts';
import { defineRoute, type Route, type RouteResponse } from '@shop/platform/http/route.ts';
import type { z } from 'zod';
import type { Catalogue } from '../catalogue.ts';
import type { DiscountCodes } from '../discount-code/redemptions.ts';
import type { Stock } from '../inventory/stock.ts';
import { RefusedError } from '../refused-error.ts';
import * as schemas from './schemas.ts';

/** What other services may ask of this one. */
export interface InternalPorts {
  readonly catalogue: Catalogue;
  readonly stock: Stock;
  readonly discountCodes: DiscountCodes;
}

/**
 * A question of another service: POST, the arguments as the body, the answer as the body. Every call may be
 * repeated as it is: what it does is recognised by its own ids. What can never be is a 409 with the code.
 */
function internal<Body extends z.ZodType, Answer extends z.ZodType>(
  path: string,
  operationId: string,
  body: Body,
  answer: Answer,
  handle: (body: z.output<Body>) => Promise<z.input<Answer>>,
): Route {
  return defineRoute({
    method: 'POST',
    path: `/internal${path}`,
    operationId,
    summary: `For services alone: ${operationId}`,
    tag: 'internal',
    access: 'internal',
    body,
    responses: { 200: answer },
    async handle(request): Promise<RouteResponse> {
      try {
        return { status: 200, body: await handle(request.body) };
      } catch (error) {
        if (error instanceof RefusedError) throw refusalProblem(error.refusal);
        throw error;
      }
    },
  });
}

const done = async (work: Promise<void>): Promise<Record<never, never>> => {
  await work;
  return {};
};

/** The three ports over HTTP, for the mode in which services run apart. Not routed by the gateway. */
export function internalRoutes({ catalogue, stock, discountCodes }: InternalPorts): readonly Route[] {
  const { emptyAnswerSchema } = schemas;
  return [
    internal('/offers', 'offers', schemas.offersBodySchema, schemas.offersAnswerSchema, async ({ skus, includeUnlisted }) => {
      return { offers: [...(await catalogue.offers(skus, { includeUnlisted })).values()] };
    }),
    internal(
      '/reservations',
      'reserve',
      schemas.reserveBodySchema,
      schemas.reserveAnswerSchema,
      async ({ cause, ...request }) => {
        return { refused: [...(await stock.reserve(request, cause)).refused] };
      },
    ),
    internal(
      '/reservations/confirm',
      'confirm',
      schemas.confirmBodySchema,
      schemas.confirmAnswerSchema,
      async ({ cause, ...request }) => {
        return { missing: [...(await stock.confirm(request, cause)).missing] };
      },
    ),
    internal('/reservations/release', 'release', schemas.releaseBodySchema, emptyAnswerSchema, ({ cause, ...request }) =>
      done(stock.release(request, cause)),
    ),
    internal('/reservations/expire', 'expire', schemas.expireBodySchema, emptyAnswerSchema, ({ cause, ...request }) =>
      done(stock.expire(request, cause)),
    ),
    internal('/reservations/deduct', 'deduct', schemas.deductBodySchema, emptyAnswerSchema, ({ cause, ...request }) =>
      done(stock.deduct(request, cause)),
    ),
    internal('/restocks', 'restock', schemas.restockBodySchema, emptyAnswerSchema, ({ cause, ...request }) =>
      done(stock.restock(request, cause)),
    ),
    internal(
      '/discount-codes/terms',
      'discountTerms',
      schemas.termsBodySchema,
      schemas.termsAnswerSchema,
      async ({ code, at }) => {
        return { terms: await discountCodes.terms(code, at) };
      },
    ),
    internal(
      '/discount-codes/redeem',
      'redeem',
      schemas.redeemBodySchema,
      schemas.redeemAnswerSchema,
      async ({ cause, ...request }) => {
        return { redeemed: await discountCodes.redeem(request, cause) };
      },
    ),
    internal('/discount-codes/give-back', 'giveBack', schemas.giveBackBodySchema, emptyAnswerSchema, ({ cause, ...request }) =>
      done(discountCodes.giveBack(request, cause)),
    ),
  ];
}
