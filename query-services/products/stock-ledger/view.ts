import { z } from 'zod';
import { actorSchema, instantSchema } from '@shop/shared-events';
import type { CollectionSpec } from '@shop/platform/read-store/port.ts';

/** One movement of the stock of a SKU. */
export const ledgerEntrySchema = z.strictObject({
  at: instantSchema,
  type: z.string().describe("the event's type, e.g. StockReceived"),
  change: z.int().describe('change of what is on hand; 0 where only reservations move. All changes add up to onHand'),
  onHandAfter: z.int(),
  reservedAfter: z.int(),
  reference: z.string().nullable().describe('the delivery note, order, fulfilment or return it belongs to'),
  reason: z.string().nullable(),
  actor: actorSchema,
});
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

/** An entry is never changed: however long a ledger is, a movement writes one document. */
export type EntryDocument = { readonly sku: string; readonly revision: number; readonly entry: LedgerEntry };

export const entriesCollection: CollectionSpec<EntryDocument> = {
  name: 'entries',
  fields: { sku: 'keyword', revision: 'number' },
  indexed: ({ sku, revision }) => ({ sku, revision }),
  orders: [{ where: ['sku'], by: 'revision' }],
};

/** The sums after the last entry, by SKU. */
export const balancesCollection: CollectionSpec = { name: 'balances', fields: {}, indexed: () => ({}) };
