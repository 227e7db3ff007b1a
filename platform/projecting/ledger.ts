import { catalogueOf, defineEvent, idOf, type NewEvent, type RecordedEvent } from '@shop/shared-events';
import { z } from 'zod';
import type { EventStore } from '../event-store/port.ts';
import type { Document } from '../read-store/port.ts';
import type { Documents, ReadModel } from './read-model.ts';

/** A small read model with everything a projection can do, for specs. */

export interface Account extends Document {
  readonly id: string;
  readonly holder: string;
  readonly balance: number;
  readonly entries: readonly number[];
  readonly note?: unknown;
}

export interface Holder extends Document {
  readonly accounts: number;
  readonly moved: number;
}

const anySchema = z.looseObject({});

export const ledgerCatalogue = catalogueOf([
  defineEvent('Opened', anySchema),
  /** Version 1 had the amount as text. */
  defineEvent('Booked', anySchema, [
    { schema: anySchema, upcast: (data) => ({ ...(data as object), amount: Number((data as { amount: string }).amount) }) },
  ]),
  defineEvent('Noted', anySchema),
  defineEvent('Closed', anySchema),
  /** Of the streams `customer-{holder}`: touches every account of the holder. */
  defineEvent('Fined', anySchema),
  defineEvent('CustomerErased', anySchema),
]);

/** Fails after having changed a document, as a poisoned event would. */
export const POISON = 666;

export const ledger: ReadModel = {
  name: 'ledger',
  version: 1,
  categories: ['order', 'customer'],
  collections: [
    {
      name: 'account',
      fields: { holder: 'keyword', balance: 'number' },
      indexed: (document) => ({ holder: (document as Account).holder, balance: (document as Account).balance }),
      orders: [{ where: ['holder'], by: 'balance' }],
    },
    { name: 'holder', fields: {}, indexed: () => ({}) },
  ],
  prefetch: (event) => [{ collection: 'account', key: idOf(event.stream) }],
  apply: applyLedger,
};

async function applyLedger(event: RecordedEvent, documents: Documents): Promise<void> {
  const id = idOf(event.stream);
  const data = event.data as { readonly holder?: string; readonly amount?: number; readonly note?: unknown };
  if (event.type === 'Opened') {
    const holder = String(data.holder);
    documents.put('account', id, { id, holder, balance: 0, entries: [] });
    const before = await documents.get<Holder>('holder', holder);
    documents.put('holder', holder, { accounts: (before?.accounts ?? 0) + 1, moved: before?.moved ?? 0 });
    return;
  }
  if (event.type === 'Fined') {
    for (const key of await documents.keysWhere('account', 'holder', id)) await book(documents, key, -1);
    return;
  }
  if (event.type === 'CustomerErased') return documents.delete('holder', id);
  if (event.type === 'Booked') return book(documents, id, Number(data.amount));
  const account = await documents.get<Account>('account', id);
  if (event.type === 'Closed') documents.delete('account', id);
  else if (account) documents.put('account', id, { ...account, note: data.note });
}

async function book(documents: Documents, id: string, amount: number): Promise<void> {
  const account = await documents.get<Account>('account', id);
  if (!account) return;
  documents.put('account', id, { ...account, balance: account.balance + amount, entries: [...account.entries, amount] });
  if (amount === POISON) throw new Error('this amount cannot be booked');
  const holder = await documents.get<Holder>('holder', account.holder);
  documents.put('holder', account.holder, { accounts: holder?.accounts ?? 0, moved: (holder?.moved ?? 0) + Math.abs(amount) });
}

let ids = 0;

/** An event as a writer would append it. */
export function ledgerEvent(type: string, data: object = {}, version = type === 'Booked' ? 2 : 1): NewEvent {
  const id = `event-${++ids}`;
  const actor = { id: 'spec', kind: 'process' } as const;
  const decidedAt = '2026-01-01T00:00:00.000Z';
  return { id, type, data, metadata: { version, decidedAt, commandId: id, $correlationId: id, $causationId: id, actor } };
}

/** Appends behind whatever the stream holds. */
export async function appendTo(store: EventStore, stream: string, ...events: readonly NewEvent[]): Promise<void> {
  const [last] = await Array.fromAsync(store.readStream(stream, { direction: 'backwards', limit: 1 }));
  await store.append(stream, last?.revision ?? 'no_stream', events);
}
