import type { Cause } from '@shop/platform/command-handling/cause.ts';
import { RefusedError } from '@shop/platform/command-handling/refused-error.ts';
import { refusalProblem } from '@shop/platform/http/refusal-problem.ts';
import { defineRoute, type Route, type RouteResponse } from '@shop/platform/http/route.ts';
import { currentTraceparent } from '@shop/platform/telemetry/tracing.ts';
import { productCalls } from '@shop/shared-events/calls/product-commands.ts';
import type { ServiceCall } from '@shop/shared-events/calls/service-call.ts';
import type { z } from 'zod';
import type { Catalogue } from '../catalogue.ts';
import type { DiscountCodes } from '../discount-code/redemptions.ts';
import type { Stock } from '../inventory/stock.ts';

/** What other services may ask of this one. */
export interface InternalPorts {
  readonly catalogue: Catalogue;
  readonly stock: Stock;
  readonly discountCodes: DiscountCodes;
}

/** A question of another service as a route. What can never be is a problem that names what refused as its `subject`. */
function internal<Body extends z.ZodType, Answer extends z.ZodType>(
  operationId: string,
  call: ServiceCall<Body, Answer>,
  handle: (body: z.output<Body>) => Promise<z.input<Answer>>,
): Route {
  return defineRoute({
    method: 'POST',
    path: call.path,
    operationId,
    summary: `For services alone: ${operationId}`,
    tag: 'internal',
    access: 'internal',
    body: call.body,
    responses: { 200: call.answer },
    async handle(request): Promise<RouteResponse> {
      try {
        return { status: 200, body: await handle(request.body) };
      } catch (error) {
        if (!(error instanceof RefusedError)) throw error;
        const { refusal, subject } = error;
        throw refusalProblem({ ...refusal, extra: { ...refusal.extra, subject } });
      }
    },
  });
}

/** The caller's cause, its trace gone on with where this request is in it: what is appended hangs below the request. */
function traced(cause: Cause): Cause {
  return { ...cause, traceparent: currentTraceparent() ?? cause.traceparent };
}

const done = async (work: Promise<void>): Promise<Record<never, never>> => {
  await work;
  return {};
};

/** The three ports over HTTP, for the mode in which services run apart. Not routed by the gateway. */
export function internalRoutes({ catalogue, stock, discountCodes }: InternalPorts): readonly Route[] {
  return [
    internal('offers', productCalls.offers, async ({ skus, includeUnlisted }) => {
      return { offers: [...(await catalogue.offers(skus, { includeUnlisted })).values()] };
    }),
    internal('reserve', productCalls.reserve, async ({ cause, ...request }) => {
      return { refused: [...(await stock.reserve(request, traced(cause))).refused] };
    }),
    internal('confirm', productCalls.confirm, async ({ cause, ...request }) => {
      return { missing: [...(await stock.confirm(request, traced(cause))).missing] };
    }),
    internal('release', productCalls.release, ({ cause, ...request }) => done(stock.release(request, traced(cause)))),
    internal('expire', productCalls.expire, ({ cause, ...request }) => done(stock.expire(request, traced(cause)))),
    internal('deduct', productCalls.deduct, ({ cause, ...request }) => done(stock.deduct(request, traced(cause)))),
    internal('restock', productCalls.restock, ({ cause, ...request }) => done(stock.restock(request, traced(cause)))),
    internal('discountTerms', productCalls.discountTerms, async ({ code, at }) => {
      return { terms: await discountCodes.terms(code, at) };
    }),
    internal('redeem', productCalls.redeem, async ({ cause, ...request }) => {
      return { redeemed: await discountCodes.redeem(request, traced(cause)) };
    }),
    internal('giveBack', productCalls.giveBack, ({ cause, ...request }) => done(discountCodes.giveBack(request, traced(cause)))),
  ];
}
