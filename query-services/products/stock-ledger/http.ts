import { z } from 'zod';
import { listAnswer, listSchema } from '@shop/platform/http/answers.ts';
import { notFound } from '@shop/platform/http/problem.ts';
import { listParameters } from '@shop/platform/http/query-parameters.ts';
import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import { afterCursor } from '../reading/pages.ts';
import { readingProblems } from '../reading/problems.ts';
import type { Reading } from '../reading/reading.ts';
import { skuParams, stockReaders } from '../stock/staff.ts';
import { countLedger, hasLedger, listLedger } from './query.ts';
import { ledgerEntrySchema } from './view.ts';

const listQuerySchema = z.strictObject(listParameters);
const ledgerSchema = listSchema(ledgerEntrySchema);

/** GET `/inventory/{sku}/ledger`, for staff. */
export function stockLedgerRoutes(read: Reading): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/inventory/:sku/ledger',
      operationId: 'listStockMovements',
      summary: 'Movements of the stock of one SKU, newest first.',
      tag: 'Inventory',
      access: stockReaders,
      params: skuParams,
      query: listQuerySchema,
      responses: { 200: ledgerSchema },
      problems: { validation: 422, 'not-found': 404, ...readingProblems },
      async handle(request) {
        const { sku } = request.params;
        const { limit, cursor, total } = request.query;
        const filter = { sku };
        const page = { limit, ...afterCursor(cursor, filter) };
        const reader = await read(request);
        if (!(await hasLedger(reader, sku))) throw notFound('stock item');
        const [found, count] = await Promise.all([listLedger(reader, sku, page), total ? countLedger(reader, sku) : undefined]);
        return listAnswer({ request, limit, filter, found, item: ({ document }) => document.entry, total: count });
      },
    }),
  ];
}
