import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
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
import { History } from '../testing/history.ts';
import { projected } from '../testing/projected.ts';
import { stockLevels } from './project.ts';
import { countStockLevels, listStockLevels, stockLevel } from './query.ts';

describe('stock-levels', () => {
  it('add up receipts, adjustments, reservations, dispatches and returns', async () => {
    const history = new History().inventory(
      'POT',
      registered('POT', 10, 4),
      received(5),
      adjusted(-1),
      reserved('a', 3),
      reserved('b', 2),
      reserved('c', 1),
      confirmed('a'),
      deducted('a', 2),
      released('b'),
      expired('c'),
      restocked(1),
      restocked(1, 'damaged'),
      { type: 'LowStockThresholdSet', data: { threshold: 6 } },
    );
    deepStrictEqual(await stockLevel(await projected(stockLevels, history.events), 'POT'), {
      sku: 'POT',
      revision: 12,
      onHand: 13,
      reserved: 1,
      available: 12,
      shortfall: 0,
      lowStockThreshold: 6,
    });
  });

  it('tell a shortfall when a stocktake finds less than is reserved', async () => {
    const shortfall = { type: 'StockShortfallDetected', data: { shortfall: 2 } } as const;
    const history = new History().inventory('POT', registered('POT', 5), reserved('a', 5), adjusted(-2), shortfall);
    const level = await stockLevel(await projected(stockLevels, history.events), 'POT');
    deepStrictEqual([level?.onHand, level?.reserved, level?.available, level?.shortfall, level?.revision], [3, 5, 0, 2, 3]);
  });

  it('count the same reservation once, however it ends', async () => {
    const history = new History().inventory(
      'POT',
      registered('POT', 5),
      reserved('a', 2),
      released('a'),
      reserved('a', 3),
      released('b'),
    );
    strictEqual((await stockLevel(await projected(stockLevels, history.events), 'POT'))?.reserved, 3);
  });

  it('list SKUs in order, all of them, the low ones or the others', async () => {
    const history = new History()
      .inventory('c', registered('c', 0))
      .inventory('B', registered('B', 9, 10))
      .inventory('a', registered('a', 9, 1));
    const reader = await projected(stockLevels, history.events);
    const skus = async (lowStock?: boolean) => {
      const found = await listStockLevels(reader, { lowStock }, { limit: 10 });
      strictEqual(await countStockLevels(reader, { lowStock }), found.length);
      return found.map(({ key }) => key);
    };
    deepStrictEqual(await skus(), ['B', 'a', 'c']);
    deepStrictEqual(await skus(true), ['B', 'c']);
    deepStrictEqual(await skus(false), ['a']);
  });
});
