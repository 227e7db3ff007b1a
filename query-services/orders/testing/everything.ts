import type { RecordedEvent } from '@shop/shared-events';
import { manualClock } from '@shop/platform/clock/manual.ts';
import type { GenerationReader, ReadStore } from '@shop/platform/read-store/port.ts';
import { findQueue } from '../fulfilment-queue/query.ts';
import { createOrderQueries } from '../index.ts';
import { findOrders, orderConditions, type OrderFilter, orderSorts } from '../order-list/query.ts';
import { parseDay } from '../sales-report/days.ts';
import { salesReport } from '../sales-report/query.ts';
import { reportKinds } from '../sales-report/view.ts';
import { allDocuments, projectInto } from './projected.ts';

const filters: readonly OrderFilter[] = [
  {},
  { customerId: 'alice' },
  { status: 'draft' },
  { payment: 'refunded' },
  { onceConfirmed: true },
  { minTotal: 500, maxTotal: 5_000 },
  { placedFrom: Date.parse('2025-10-26T00:30:00Z'), placedTo: Date.parse('2026-03-29T00:00:00Z') },
];

/** All that can be read of these events in one store. */
export async function everything(store: ReadStore, log: readonly RecordedEvent[]): Promise<unknown> {
  const { models } = createOrderQueries({ readStore: store, clock: manualClock(0), currency: 'GBP' });
  const read: Record<string, unknown> = {};
  for (const model of models) {
    const generation = await store.projection(model).create();
    await projectInto(generation, model, [log.slice(0, 20), log.slice(20)]);
    read[model.name] = await allDocuments(model, generation);
    read[`${model.name} answers`] = await answers(model.name, generation);
    await store.projection(model).drop(generation.generation);
  }
  return read;
}

async function answers(model: string, reader: GenerationReader): Promise<unknown> {
  if (model === 'fulfilment-queue') return findQueue(reader, { limit: 3 });
  const range = { from: parseDay('2025-09-15'), to: parseDay('2026-04-10'), currency: 'GBP' };
  if (model === 'sales-report') return Promise.all(reportKinds.map((by) => salesReport(reader, { ...range, by })));
  if (model !== 'order-list') return null;
  const pages = filters.flatMap((filter) => orderSorts.map((sort) => ({ where: orderConditions(filter), sort })));
  return Promise.all(pages.map((page) => listed(reader, page)));
}

/** A whole list, two orders a page. */
async function listed(reader: GenerationReader, page: Omit<Parameters<typeof findOrders>[1], 'limit'>): Promise<string[]> {
  const keys: string[] = [];
  for (let found = await findOrders(reader, { ...page, limit: 2 }); found.length > 0;) {
    keys.push(...found.map(({ key }) => key));
    found = await findOrders(reader, { ...page, limit: 2, after: found.at(-1)?.place });
  }
  return keys;
}
