import type { RecordedEvent } from '@shop/shared-events';
import { categories } from '@shop/shared-events';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import { listAnswer, listSchema } from '@shop/platform/http/answers.ts';
import { decodeCursor } from '@shop/platform/http/cursor.ts';
import { notFound } from '@shop/platform/http/problem.ts';
import { listParameters } from '@shop/platform/http/query-parameters.ts';
import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import type { Found } from '@shop/platform/read-store/port.ts';
import { z } from 'zod';
import { writtenEvent, writtenEventSchema } from './view.ts';

const streamId = z.string().regex(/^[A-Za-z]+-[A-Za-z0-9._-]{1,200}$/);

/** The streams and the log as they were written, for people who look into them. */
export function streamRoutes(store: EventStore): readonly Route[] {
  return [
    defineRoute({
      method: 'GET',
      path: '/operations/streams/:streamId',
      operationId: 'readStream',
      summary: 'The events of one stream, oldest first',
      tag: 'operations',
      access: ['admin'],
      params: z.strictObject({ streamId }),
      query: z.strictObject(listParameters),
      responses: { 200: listSchema(writtenEventSchema) },
      async handle(request) {
        const stream = request.params.streamId;
        const { limit, cursor, total } = request.query;
        const filter = { stream };
        const from = cursor === undefined ? 0 : Number(decodeCursor(cursor, filter).value) + 1;
        const events = await Array.fromAsync(store.readStream(stream, { from, limit: limit + 1 }));
        const last = await lastRevision(store, stream);
        if (last < 0) throw notFound('stream');
        return listAnswer({
          request,
          limit,
          filter,
          found: events.map((event) => found(event, event.revision)),
          item: ({ document }) => document.event,
          total: total ? last + 1 : undefined,
        });
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/operations/events',
      operationId: 'readLog',
      summary: 'The whole log, newest first',
      tag: 'operations',
      access: ['admin'],
      query: z.strictObject({ ...listParameters, category: z.enum(categories).optional() }),
      responses: { 200: listSchema(writtenEventSchema) },
      async handle(request) {
        const { limit, cursor, total, category } = request.query;
        const filter = { category };
        const before = cursor === undefined ? undefined : BigInt(decodeCursor(cursor, filter).value ?? 0);
        const chosen = category === undefined ? {} : { filter: { categories: [category] } };
        const events = await Array.fromAsync(
          store.readAll({
            direction: 'backwards',
            limit: limit + 1,
            ...chosen,
            ...(before === undefined ? {} : { after: before }),
          }),
        );
        return listAnswer({
          request,
          limit,
          filter,
          found: events.map((event) => found(event, String(event.position))),
          item: ({ document }) => document.event,
          total: total ? await count(store, chosen) : undefined,
        });
      },
    }),
  ];
}

function found(event: RecordedEvent, value: string | number): Found<{ event: ReturnType<typeof writtenEvent> }> {
  return { key: event.id, document: { event: writtenEvent(event) }, place: { value, key: event.id } };
}

async function lastRevision(store: EventStore, stream: string): Promise<number> {
  for await (const event of store.readStream(stream, { direction: 'backwards', limit: 1 })) return event.revision;
  return -1;
}

/** Reads what it counts: it is asked for by people, seldom, and the log keeps no figures that could be wrong. */
async function count(store: EventStore, chosen: { filter?: { categories: readonly string[] } }): Promise<number> {
  let events = 0;
  for await (const _event of store.readAll(chosen)) events++;
  return events;
}
