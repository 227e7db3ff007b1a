import { z } from 'zod';
import { listAnswer, listSchema } from '@shop/platform/http/answers.ts';
import { notFound } from '@shop/platform/http/problem.ts';
import { flag, listParameters } from '@shop/platform/http/query-parameters.ts';
import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import { afterCursor } from '../reading/pages.ts';
import { readingProblems } from '../reading/problems.ts';
import type { Reading } from '../reading/reading.ts';
import { skuParams, stockReaders } from '../stock/staff.ts';
import { countStockLevels, listStockLevels, stockLevel } from './query.ts';
import { stockLevelSchema } from './view.ts';

const listQuerySchema = z.strictObject({
  ...listParameters,
  lowStock: flag.optional().describe('true: at or below the threshold; false: above it'),
});
const levelListSchema = listSchema(stockLevelSchema);

/** GET `/inventory` and `/inventory/{sku}`, for staff. */
export function stockLevelRoutes(read: Reading): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/inventory',
      operationId: 'listStockLevels',
      summary: 'Stock levels by SKU, or only the low ones.',
      tag: 'Inventory',
      access: stockReaders,
      query: listQuerySchema,
      responses: { 200: levelListSchema },
      problems: { validation: 422, ...readingProblems },
      async handle(request) {
        const { limit, cursor, total, ...filter } = request.query;
        const page = { limit, ...afterCursor(cursor, filter) };
        const reader = await read(request);
        const [found, count] = await Promise.all([
          listStockLevels(reader, filter, page),
          total ? countStockLevels(reader, filter) : undefined,
        ]);
        return listAnswer({ request, limit, filter, found, item: ({ document }) => document, total: count });
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/inventory/:sku',
      operationId: 'getStockLevel',
      summary: 'The stock of one SKU.',
      tag: 'Inventory',
      access: stockReaders,
      params: skuParams,
      responses: { 200: stockLevelSchema },
      problems: { 'not-found': 404, ...readingProblems },
      async handle(request) {
        const level = await stockLevel(await read(request), request.params.sku);
        if (!level) throw notFound('stock item');
        return { status: 200, body: level, representationOf: level.revision };
      },
    }),
  ];
}
