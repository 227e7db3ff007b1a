import type { InventoryEvent } from '@shop/shared-events';
import type { Outcome } from '@shop/platform/command-handling/aggregate.ts';
import { acceptedOrThrow, commandAnswer, commandAnswerSchema } from '@shop/platform/http/answers.ts';
import { defineRoute, type Route, type RouteResponse } from '@shop/platform/http/route.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';
import { z } from 'zod';
import type { Aggregates } from '../aggregates.ts';
import type { CreateOnce } from '../keys/create-once.ts';
import { mustExist, preconditionOf } from '../http-answers.ts';
import {
  adjustmentBodySchema,
  receiptBodySchema,
  registerBodySchema,
  stockParamsSchema,
  thresholdBodySchema,
} from './schemas.ts';
import { availableOf, type StockState } from './state.ts';

const access = ['warehouse'] as const;
const tag = 'inventory';
/** Whatever is done to a stock item, the answer tells how it stands afterwards. */
const stockAnswerSchema = commandAnswerSchema.extend({
  id: z.string().describe('the SKU'),
  status: z.enum(['in_stock', 'low_stock', 'out_of_stock']).describe('how what is available stands to the threshold'),
});
const exists = mustExist(({ registered }: StockState) => registered, 'stock item');

function statusOf(state: StockState): string {
  const available = availableOf(state);
  if (available === 0) return 'out_of_stock';
  return available <= state.lowStockThreshold ? 'low_stock' : 'in_stock';
}

function stockAnswer(status: 200 | 201, sku: string, outcome: Outcome<StockState, InventoryEvent>): RouteResponse {
  const accepted = acceptedOrThrow(outcome);
  const location = status === 201 ? { location: `/api/v1/inventory/${sku}` } : {};
  return commandAnswer(accepted, { status, id: sku, category: 'inventory', state: statusOf(accepted.state), ...location });
}

/** The routes that change stock by hand. What orders do to it comes by the internal routes. */
export function inventoryRoutes({ inventory }: Pick<Aggregates, 'inventory'>, create: CreateOnce): readonly Route[] {
  return [
    defineRoute({
      method: 'POST',
      path: '/inventory',
      operationId: 'registerStockItem',
      summary: 'Begin to keep stock of a SKU',
      tag,
      access,
      body: registerBodySchema,
      example: { sku: 'MUG-BLUE', onHand: 100, lowStockThreshold: 10 },
      responses: { 201: stockAnswerSchema },
      problems: { 'already-exists': 409 },
      async handle({ body, cause }) {
        const named = { category: 'inventory', aggregate: inventory } as const;
        return stockAnswer(201, body.sku, await create(named, body.sku, { type: 'RegisterStockItem', ...body }, cause()));
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/inventory/:sku/receipts',
      operationId: 'receiveStock',
      summary: 'Book goods that came in',
      tag,
      access,
      params: stockParamsSchema,
      body: receiptBodySchema,
      example: { quantity: 100, reference: 'PO-1001' },
      responses: { 200: stockAnswerSchema },
      ifMatch: 'optional',
      async handle({ params: { sku }, body, ifMatch, cause }) {
        const by = cause();
        const command = { type: 'ReceiveStock', receiptId: derivedId('receipt', by.commandId), ...body } as const;
        return stockAnswer(
          200,
          sku,
          await inventory.execute(sku, command, by, { guard: exists, ...preconditionOf(ifMatch, 'optional') }),
        );
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/inventory/:sku/adjustments',
      operationId: 'adjustStock',
      summary: 'Put the book right, by a difference or by what was counted',
      tag,
      access,
      params: stockParamsSchema,
      body: adjustmentBodySchema,
      responses: { 200: stockAnswerSchema },
      problems: { 'negative-stock': 409 },
      ifMatch: 'optional',
      async handle({ params: { sku }, body: { delta, counted, reason }, ifMatch, cause }) {
        const by = cause();
        const change = counted === undefined ? { delta: delta ?? 0 } : { counted };
        const command = { type: 'AdjustStock', adjustmentId: derivedId('adjustment', by.commandId), change, reason } as const;
        return stockAnswer(
          200,
          sku,
          await inventory.execute(sku, command, by, { guard: exists, ...preconditionOf(ifMatch, 'optional') }),
        );
      },
    }),
    defineRoute({
      method: 'PUT',
      path: '/inventory/:sku/low-stock-threshold',
      operationId: 'setLowStockThreshold',
      summary: 'Set from which number on what is available counts as low',
      tag,
      access,
      params: stockParamsSchema,
      body: thresholdBodySchema,
      responses: { 200: stockAnswerSchema },
      ifMatch: 'required',
      async handle({ params: { sku }, body: { threshold }, ifMatch, cause }) {
        const command = { type: 'SetLowStockThreshold', threshold } as const;
        return stockAnswer(
          200,
          sku,
          await inventory.execute(sku, command, cause(), { guard: exists, ...preconditionOf(ifMatch, 'required') }),
        );
      },
    }),
  ];
}
