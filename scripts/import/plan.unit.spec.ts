import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { planCredits } from './plan-credits.ts';
import { planOrders } from './plan-orders.ts';
import { reportOf } from './report.ts';
import type { Row } from './row.ts';
import { openStaging, stageRows, type Staging } from './staging.ts';

let staging: Staging;
beforeEach(() => {
  staging = openStaging();
});
afterEach(() => staging.close());

let number = 0;
function row(invoice: string, sku: string, quantity: number, pence: number, day: string, customer = '1'): Row {
  const at = day.includes('T') ? day : `2011-01-${day}T10:00:00`;
  return {
    number: ++number,
    invoice,
    sku,
    description: sku,
    quantity,
    at,
    price: BigInt(pence) * 10n,
    customer,
    country: 'United Kingdom',
  };
}

async function plan(...rows: readonly Row[]): Promise<string[]> {
  await stageRows(
    staging,
    (async function* () {
      yield* rows;
    })(),
  );
  planOrders(staging);
  planCredits(staging);
  return (staging.prepare('SELECT fate FROM rows ORDER BY number').pluck().all() as string[]).map((fate) =>
    fate.replace('left out: ', '-'),
  );
}

function credits(): unknown[] {
  return staging.prepare('SELECT invoice, form, sku, quantity, amount FROM credits ORDER BY document, invoice, sku').raw().all();
}

test('a credit of all of an order within a day is its cancellation', async () => {
  const fates = await plan(
    row('1', 'A', 2, 100, '01'),
    row('1', 'B', 1, 50, '01'),
    row('C2', 'B', -1, 50, '2011-01-01T10:16:00'),
    row('C2', 'A', -2, 100, '2011-01-01T10:16:00'),
  );
  assert.deepEqual(fates, ['order line', 'order line', 'cancellation', 'cancellation']);
  assert.deepEqual(credits(), [['1', 'cancellation', null, null, 250]]);
});

test('a later credit, or one of a part, returns units of the same SKU and price', async () => {
  const fates = await plan(row('1', 'A', 5, 100, '01'), row('1', 'B', 1, 50, '01'), row('C2', 'A', -2, 100, '20'));
  assert.deepEqual(fates, ['order line', 'order line', 'return']);
  assert.deepEqual(credits(), [['1', 'return', 'A', 2, 200]]);
});

test('units come back from the latest orders first, and never more than were sold', async () => {
  const fates = await plan(
    row('1', 'A', 3, 100, '01'),
    row('2', 'A', 2, 100, '05'),
    row('C3', 'A', -4, 100, '20'),
    row('C4', 'A', -2, 100, '21'),
    row('C5', 'A', -1, 100, '22'),
  );
  assert.deepEqual(fates, ['order line', 'order line', 'return', '-credit without an order it could belong to', 'return']);
  assert.deepEqual(credits(), [
    ['1', 'return', 'A', 2, 200],
    ['2', 'return', 'A', 2, 200],
    ['1', 'return', 'A', 1, 100],
  ]);
});

test('a credit at another price, or for what was never sold, is money back on the latest order that has enough left', async () => {
  const fates = await plan(
    row('1', 'A', 10, 100, '01'),
    row('2', 'A', 1, 100, '02'),
    row('C3', 'A', -1, 80, '20'),
    row('C4', 'D', -1, 500, '21'),
    row('C5', 'D', -1, 500, '22'),
  );
  assert.deepEqual(fates, ['order line', 'order line', 'refund', 'refund', 'refund']);
  assert.deepEqual(credits(), [
    ['2', 'refund', 'A', 1, 80],
    ['1', 'refund', 'D', 1, 500],
    ['1', 'refund', 'D', 1, 500],
  ]);
});

test('an order that holds a SKU at two prices gives money back, since it cannot say which units came', async () => {
  const fates = await plan(row('1', 'A', 1, 100, '01'), row('1', 'A', 1, 90, '01'), row('C2', 'A', -1, 90, '20'));
  assert.deepEqual(fates.at(-1), 'refund');
});

test("nothing is credited to a guest, to another customer, to a later or a cancelled order, or beyond an order's money", async () => {
  const fates = await plan(
    row('1', 'A', 1, 100, '05'),
    row('C2', 'A', -1, 100, '20', ''),
    row('C3', 'A', -1, 100, '20', '2'),
    row('C4', 'A', -1, 100, '01'),
    row('C5', 'D', -1, 101, '21'),
    row('C6', 'A', -1, 0, '21'),
    row('C7', 'A', 1, 100, '21'),
  );
  assert.deepEqual(fates.slice(1), [
    '-credit without a customer',
    '-credit without an order it could belong to',
    '-credit without an order it could belong to',
    '-credit without an order it could belong to',
    '-credit of nothing',
    '-credit document with a positive quantity',
  ]);
});

test('an invoice of more lines than an order may have is left out whole', async () => {
  const fates = await plan(...Array.from({ length: 2_001 }, () => row('1', 'A', 1, 1, '01')));
  assert.deepEqual([...new Set(fates)], ['-more than 2000 lines in one invoice']);
});

test('every row is counted once and the money adds up', async () => {
  const rows = [
    row('1', 'A', 3, 100, '01'),
    row('A1', 'B', 1, -500, '01'),
    row('C2', 'A', -1, 100, '09'),
    row('3', 'A', -2, 0, '10', ''),
  ];
  await plan(...rows);
  const report = reportOf(staging);
  assert.deepEqual([report.rows, report.money, report.importedMoney], [4, -3_000n, 2_000n]);
  assert.deepEqual(report.leftOut, [{ fate: 'bad debt entry', rows: 1, money: -5_000n }]);
});
