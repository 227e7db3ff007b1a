import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startTestShop, type TestShop } from './testing/test-shop.ts';

const entry = join(import.meta.dirname, '..', 'scripts', 'import', 'main.ts');
const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';
const rows = [
  '536365,85123A,WHITE HEART,6,2010-12-01T08:26:00,2.55,17850,United Kingdom',
  '536365,71053,METAL LANTERN,6,2010-12-01T08:26:00,3.39,17850,United Kingdom',
  '536365,71053,METAL LANTERN,2,2010-12-01T08:26:00,3.39,17850,United Kingdom',
  '536366,84596b,SMALL DISH,3,2010-12-01T09:00:00,0.42,,EIRE',
  '536367,84596B,LARGE DISH,80,2010-12-02T10:00:00,10.00,12346,Germany',
  'C536368,84596B,LARGE DISH,-80,2010-12-02T10:16:00,10.00,12346,Germany',
  '536369,85123A,damages,-3,2010-12-03T11:00:00,0,,United Kingdom',
  'C536370,85123A,WHITE HEART,-2,2011-01-04T12:00:00,2.55,17850,United Kingdom',
  'C536371,D,Discount,-1,2011-01-05T12:00:00,1.50,17850,United Kingdom',
  'A536372,B,Adjust bad debt,1,2011-01-06T12:00:00,-100.00,,United Kingdom',
  '536373,BANK CHARGES,Bank charges,1,2011-01-06T12:00:00,15.00,17850,United Kingdom',
];

let running: TestShop;
let folder: string;
before(async () => {
  running = await startTestShop();
  folder = mkdtempSync(join(tmpdir(), 'import-test-'));
});
after(async () => {
  await running[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

function importFile(content: Uint8Array, name = 'sales.csv.gz'): Promise<{ code: number | null; output: string }> {
  const file = join(folder, name);
  writeFileSync(file, content);
  const { gateway, issuer } = running.shop;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [entry, file, '--gateway', gateway, '--issuer', issuer], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.on('exit', (code) => resolve({ code, output }));
  });
}

const sales = gzipSync([header, ...rows].join('\n'));
/** How many events there are of what an import can change; processes note their own progress beside them. */
async function events(): Promise<number> {
  const totals = ['product', 'inventory', 'order', 'payment'].map(async (category) => {
    const { body } = await running.client.ask('GET', `/operations/events?limit=1&total=true&category=${category}`, { as: 'ada' });
    return body.page.total as number;
  });
  return (await Promise.all(totals)).reduce((sum, total) => sum + total, 0);
}

test('a sales file is played to the penny: orders at their own times and prices, cancellation, return, refund, adjustment', async () => {
  const { client } = running;
  const { code, output } = await importFile(sales);
  assert.equal(code, 0, output);
  for (const line of [
    /imported +9 +37\.08/,
    /order line +5 +843\.68/,
    /cancellation +1 +-800\.00/,
    /stock adjustment +1 +0\.00/,
    /return +1 +-5\.10/,
    /refund +1 +-1\.50/,
    /left out +2 +-85\.00/,
    /the file +11 +-47\.92/,
  ]) {
    assert.match(output, line);
  }
  assert.match(output, /dashboard shows 37\.08 net .*imported were 37\.08\./);

  const report = await client.ask('GET', '/reports/sales?from=2010-12-01&to=2011-01-31&by=country', { as: 'carol' });
  assert.deepEqual(
    report.body.items.map((item: { key: string; orders: number; gross: { amount: number }; refunded: { amount: number } }) => [
      item.key,
      item.orders,
      item.gross.amount,
      item.refunded.amount,
    ]),
    [
      ['GB', 1, 4_242, 660],
      ['IE', 1, 126, 0],
    ],
  );
  const [order] = (await client.ask('GET', '/orders?customerId=17850', { as: 'sam' })).body.items;
  assert.equal(Date.parse(order.placedAt), Date.parse('2010-12-01T08:26:00Z'));
  const stock = await client.until('/inventory/85123A', 'walt', (level) => level.reserved === 0);
  assert.equal(stock.onHand, 2, 'nine arrived, three were damaged, six left, two came back');
});

test('the same file again doubles nothing and ends with the same table', async () => {
  const before = await events();
  const { code, output } = await importFile(sales);
  assert.equal(code, 0, output);
  assert.match(output, /imported +9 +37\.08/);
  assert.equal(await events(), before);
});

test('the file under another name, with a row put in at the top, brings in that row alone', async () => {
  const { client } = running;
  const more = '536400,71053,METAL LANTERN,4,2010-12-01T08:00:00,3.39,17851,United Kingdom';
  const { code, output } = await importFile(gzipSync([header, more, ...rows].join('\n')), 'grown.csv.gz');
  assert.equal(code, 0, output);
  assert.match(output, /imported +10 +50\.64/);
  assert.match(output, /dashboard shows 50\.64 net/);
  const lantern = await client.until('/inventory/71053', 'walt', (level) => level.reserved === 0);
  assert.equal(lantern.onHand, 0, 'eight and four arrived, and left');
  const heart = await client.ask('GET', '/inventory/85123A', { as: 'walt' });
  assert.equal(heart.body.onHand, 2, 'no receipt, adjustment or refund happened again');
});

test('a file that is none, damaged or cut off is one clear sentence, and nothing is played', async () => {
  const before = await events();
  for (const [content, name, said] of [
    [sales.subarray(0, sales.length - 20), 'cut.csv.gz', /cut\.csv\.gz cannot be read/],
    [Buffer.from('not zipped'), 'plain.csv.gz', /plain\.csv\.gz cannot be read/],
    [gzipSync('a,b\n1,2'), 'other.csv.gz', /no column InvoiceNo/],
    [gzipSync(header), 'empty.csv.gz', /holds no rows/],
    [gzipSync(`${header}\n1,A,x,one,2010-12-01T08:26:00,1,1,Spain`), 'bad.csv.gz', /Row 1: Quantity "one" cannot be read/],
  ] as const) {
    const { code, output } = await importFile(content, name);
    assert.equal(code, 1, output);
    assert.match(output, said);
    assert.doesNotMatch(output, /\n\s+at /);
  }
  assert.equal(await events(), before);
});
