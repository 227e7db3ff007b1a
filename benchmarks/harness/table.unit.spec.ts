import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atMost, figure, ratioAtLeast } from './figure.ts';
import { cells, markdownTable, number, terminalTable } from './table.ts';

const reads = figure({
  what: 'GET product',
  metric: 'rate',
  unit: '/s',
  ours: [
    { rate: 700, p50: 1, p95: 2, p99: 3.25 },
    { rate: 900, p50: 1, p95: 2, p99: 3.25 },
  ],
  other: { name: 'node:http', series: [{ rate: 1_000 }, { rate: 1_000 }] },
  goal: ratioAtLeast(0.7),
  note: '64 clients',
});
const memory = figure({ what: 'memory', metric: 'mb', unit: ' MB', ours: [{ mb: 251 }], goal: atMost(250) });

test('numbers have three significant digits or more', () => {
  assert.deepEqual([0, 0.7123, 12.345, 99.96, 4_560.4, 1_234_567].map(number), [
    '0',
    '0.712',
    '12.3',
    '100.0',
    '4,560',
    '1,234,567',
  ]);
});

test('a line tells figure, comparison, ratio, goal and whether it is met', () => {
  assert.deepEqual(cells(reads), [
    'GET product',
    '800/s (700–900)',
    '1.00 / 2.00 / 3.25 ms',
    'node:http',
    '1,000/s',
    '',
    '0.800 (0.700–0.900)',
    '≥ 0.700',
    'yes',
  ]);
  assert.deepEqual(cells(memory), ['memory', '251 MB', '', '', '', '', '', '≤ 250 MB', 'no']);
});

test('on the terminal columns are aligned, empty ones left out, notes below', () => {
  const lines = terminalTable([reads, memory]).split('\n');
  assert.equal(lines.length, 4);
  assert.equal(lines[0]?.indexOf('ratio'), lines[1]?.indexOf('0.800'));
  assert.equal(lines[0]?.split('p50 / p95 / p99').length, 2);
  assert.equal(lines[3], '  GET product: 64 clients');
});

test('in Markdown every row has all columns', () => {
  const lines = markdownTable([reads, memory]).split('\n');
  assert.deepEqual(
    lines.slice(0, 4).map((line) => line.split('|').length),
    [11, 11, 11, 11],
  );
  assert.equal(lines.at(-1), '- GET product: 64 clients');
});
