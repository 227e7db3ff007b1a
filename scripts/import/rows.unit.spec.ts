import assert from 'node:assert/strict';
import { test } from 'node:test';
import { classify } from './classify.ts';
import { countryCode } from './countries.ts';
import { instantOf } from './local-time.ts';
import { formatMoney } from './report.ts';
import { checkHeader, parseRow, type Row, SalesFileError } from './row.ts';

const record = {
  InvoiceNo: '536365',
  StockCode: '85123A',
  Description: ' WHITE HEART ',
  Quantity: '6',
  InvoiceDate: '2010-12-01T08:26:00',
  UnitPrice: '2.55',
  CustomerID: '17850',
  Country: 'United Kingdom',
};

test('a row is read with its price in thousandths, whatever its number of decimals', () => {
  assert.deepEqual(parseRow(record, 7), {
    number: 7,
    invoice: '536365',
    sku: '85123A',
    description: 'WHITE HEART',
    quantity: 6,
    at: '2010-12-01T08:26:00',
    price: 2_550n,
    customer: '17850',
    country: 'United Kingdom',
  });
  const prices = ['0', '3', '0.5', '0.001', '-11062.06', '2.5500'].map(
    (UnitPrice) => parseRow({ ...record, UnitPrice }, 1).price,
  );
  assert.deepEqual(prices, [0n, 3_000n, 500n, 1n, -11_062_060n, 2_550n]);
});

test('what cannot be read is named with its row', () => {
  for (const [column, value] of [
    ['Quantity', '1.5'],
    ['Quantity', ''],
    ['UnitPrice', 'x'],
    ['InvoiceDate', '01/12/2010'],
    ['InvoiceNo', ' '],
  ] as const) {
    assert.throws(
      () => parseRow({ ...record, [column]: value }, 12),
      (error: Error) => error instanceof SalesFileError && /Row 12/.test(error.message) && error.message.includes(column),
    );
  }
  assert.throws(() => checkHeader(['InvoiceNo', 'Quantity']), /no column StockCode/);
});

test('a row is sorted by itself alone', () => {
  const row = (changes: Partial<Row>): Row => ({ ...parseRow(record, 1), ...changes });
  assert.deepEqual(
    [
      {},
      { invoice: 'C536379', quantity: -1 },
      { invoice: 'A563185' },
      { sku: 'BANK CHARGES' },
      { price: -1_000n },
      { price: 1n },
      { quantity: 0 },
      { quantity: 1_000_001 },
      { quantity: -4, price: 0n, customer: '' },
      { quantity: 4, price: 0n, customer: '' },
      { quantity: 4, price: 0n },
    ].map((changes) => classify(row(changes))),
    [
      'sale',
      'credit',
      'bad debt entry',
      'not a SKU',
      'negative price',
      'price is not whole pence',
      'no quantity',
      'quantity too large',
      'adjustment',
      'adjustment',
      'sale',
    ],
  );
});

test('local times keep their offset through the changes of the clocks', () => {
  const london = (local: string): string => instantOf(local, 'Europe/London');
  assert.equal(london('2010-12-01T08:26:00'), '2010-12-01T08:26:00+00:00');
  assert.equal(london('2011-07-01T08:26:00'), '2011-07-01T08:26:00+01:00');
  assert.equal(london('2011-03-27T00:59:59'), '2011-03-27T00:59:59+00:00');
  assert.equal(london('2011-03-27T02:00:00'), '2011-03-27T02:00:00+01:00');
  assert.equal(london('2011-10-30T00:30:00'), '2011-10-30T00:30:00+01:00');
  assert.equal(london('2011-10-30T02:30:00'), '2011-10-30T02:30:00+00:00');
  assert.equal(instantOf('2011-01-01T00:00:00', 'America/New_York'), '2011-01-01T00:00:00-05:00');
});

test('countries are known by the names shops use', () => {
  assert.deepEqual(['United Kingdom', 'EIRE', 'Germany', 'Channel Islands', 'Nowhere'].map(countryCode), [
    'GB',
    'IE',
    'DE',
    'XC',
    'XX',
  ]);
});

test('money is told to the penny, and to the thousandth where there is one', () => {
  assert.deepEqual([0n, 6_781_619_004n, -11_062_060n, 999n, 1_000_000n].map(formatMoney), [
    '0.00',
    '6,781,619.004',
    '-11,062.06',
    '0.999',
    '1,000.00',
  ]);
});
