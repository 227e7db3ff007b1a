import { z } from 'zod';
import { discountCodeSchema } from '@shop/shared-events';
import type { Role } from '@shop/platform/auth/roles.ts';
import { listAnswer, listSchema } from '@shop/platform/http/answers.ts';
import { notFound } from '@shop/platform/http/problem.ts';
import { listParameters } from '@shop/platform/http/query-parameters.ts';
import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import { afterCursor } from '../reading/pages.ts';
import { readingProblems } from '../reading/problems.ts';
import type { Reading } from '../reading/reading.ts';
import { countDiscountCodes, discountCode, listDiscountCodes } from './query.ts';
import { discountCodeViewSchema } from './view.ts';

const readers: readonly Role[] = ['catalog-manager', 'support'];
/** Letters of other scripts are no letters of a code, even those whose upper case would be one. */
const paramsSchema = z.strictObject({
  code: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/)
    .transform((code) => code.toUpperCase())
    .pipe(discountCodeSchema),
});
const listQuerySchema = z.strictObject(listParameters);
const codeListSchema = listSchema(discountCodeViewSchema);

/** GET `/discount-codes` and `/discount-codes/{code}`, for staff. */
export function discountCodeRoutes(read: Reading): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/discount-codes',
      operationId: 'listDiscountCodes',
      summary: 'Discount codes in the order of the alphabet.',
      tag: 'Discount codes',
      access: readers,
      query: listQuerySchema,
      responses: { 200: codeListSchema },
      problems: { validation: 422, ...readingProblems },
      async handle(request) {
        const { limit, cursor, total } = request.query;
        const filter = {};
        const page = { limit, ...afterCursor(cursor, filter) };
        const reader = await read(request);
        const [found, count] = await Promise.all([
          listDiscountCodes(reader, page),
          total ? countDiscountCodes(reader) : undefined,
        ]);
        return listAnswer({ request, limit, filter, found, item: ({ document }) => document, total: count });
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/discount-codes/:code',
      operationId: 'getDiscountCode',
      summary: 'A discount code; letter case does not count.',
      tag: 'Discount codes',
      access: readers,
      params: paramsSchema,
      responses: { 200: discountCodeViewSchema },
      problems: { 'not-found': 404, ...readingProblems },
      async handle(request) {
        const code = await discountCode(await read(request), request.params.code);
        if (!code) throw notFound('discount code');
        return { status: 200, body: code, representationOf: code.revision };
      },
    }),
  ];
}
