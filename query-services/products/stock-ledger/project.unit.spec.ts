import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Write } from '@shop/platform/read-store/port.ts';
import {
  adjusted,
  confirmed,
  deducted,
  expired,
  received,
  registered,
  released,
  reserved,
  restocked,
} from '../testing/events.ts';
import { History, instant } from '../testing/history.ts';
import { projected } from '../testing/projected.ts';
import { stockLedger } from './project.ts';
import { countLedger, hasLedger, listLedger } from './query.ts';

const threshold = { type: 'LowStockThresholdSet', data: { threshold: 6 } } as const;
const low = { type: 'LowStockReached', data: { available: 5, threshold: 6 } } as const;

async function entries(history: History, sku = 'POT') {
  const found = await listLedger(await projected(stockLedger, history.events), sku, { limit: 100 });
  return found.map(({ document }) => document.entry);
}

describe('stock-ledger', () => {
  it('tells every movement with the sums after it, newest first', async () => {
    const history = new History()
      .inventory('POT', registered('POT', 10), received(5, 'note 7'), adjusted(-1))
      .inventory('POT', reserved('a', 3), reserved('b', 2), reserved('c', 1), confirmed('a'), threshold, low)
      .inventory('POT', deducted('a', 2), released('b'), expired('c'), restocked(1), restocked(1, 'damaged'));
    const told = (await entries(history)).map((entry) => [
      entry.type,
      entry.change,
      entry.onHandAfter,
      entry.reservedAfter,
      entry.reference,
      entry.reason,
    ]);
    deepStrictEqual(told.reverse(), [
      ['StockItemRegistered', 10, 10, 0, null, null],
      ['StockReceived', 5, 15, 0, 'note 7', null],
      ['StockAdjusted', -1, 14, 0, null, 'counted'],
      ['StockReserved', 0, 14, 3, 'order-of-a', null],
      ['StockReserved', 0, 14, 5, 'order-of-b', null],
      ['StockReserved', 0, 14, 6, 'order-of-c', null],
      ['StockDeducted', -2, 12, 4, 'fulfilment-of-a', null],
      ['StockReservationReleased', 0, 12, 2, 'order-of-b', 'cancelled'],
      ['StockReservationExpired', 0, 12, 1, 'order-of-c', null],
      ['StockRestocked', 1, 13, 1, 'return', null],
      ['StockRestocked', 0, 13, 1, 'return', 'damaged'],
    ]);
  });

  it('tells when and by whom', async () => {
    const [entry] = await entries(new History().inventory('CUP', registered('CUP', 1)).inventory('POT', registered('POT', 1)));
    deepStrictEqual([entry?.at, entry?.actor], [instant(1), { id: 'walt', kind: 'user' }]);
  });

  it('keeps SKUs apart, also those that differ by letter case or begin alike', async () => {
    const history = new History();
    for (const sku of ['POT', 'pot', 'POT.1', 'POT-1']) history.inventory(sku, registered(sku, 1));
    for (const sku of ['POT', 'pot', 'POT.1', 'POT-1']) strictEqual((await entries(history, sku)).length, 1);
    const reader = await projected(stockLedger, history.events);
    deepStrictEqual([await hasLedger(reader, 'Pot'), await hasLedger(reader, 'pot')], [false, true]);
    strictEqual(await countLedger(reader, 'pot'), 1);
  });

  it('writes at most three small documents an event, however long the ledger is', async () => {
    const history = new History().inventory('POT', registered('POT', 1_000));
    for (let n = 0; n < 200; n++) history.inventory('POT', reserved(`r${n}`, 1), released(`r${n}`));
    const writes: Write[] = [];
    await projected(stockLedger, history.events, { batches: [1], onWrite: (write) => writes.push(write) });
    ok(writes.length <= 3 * history.events.length);
    ok(writes.every((write) => JSON.stringify(write).length < 500));
  });
});
