import assert from 'node:assert/strict';
import { test } from 'node:test';
import { atMost, figure, ratioAtLeast, ratioAtMost } from './figure.ts';

const rates = (...values: number[]) => values.map((rate) => ({ rate }));

test('a figure has the medians of both sides and the ratio of the rounds', () => {
  const made = figure({
    what: 'reads',
    metric: 'rate',
    unit: '/s',
    ours: rates(70, 80, 90),
    other: { name: 'bare', series: rates(100, 100, 100) },
    goal: ratioAtLeast(0.8),
  });
  assert.deepEqual(made.ours, { median: 80, min: 70, max: 90 });
  assert.deepEqual(made.other, { median: 100, min: 100, max: 100 });
  assert.deepEqual(made.ratio, { median: 0.8, min: 0.7, max: 0.9 });
  assert.equal(made.met, true);
});

test('a goal is missed where the median misses it', () => {
  const other = { name: 'bare', series: rates(100, 100, 100) };
  const with79 = figure({ what: 'x', metric: 'rate', unit: '/s', ours: rates(100, 79, 10), other, goal: ratioAtLeast(0.8) });
  assert.equal(with79.met, false);
  const cost = figure({ what: 'x', metric: 'rate', unit: 'µs', ours: rates(110, 111, 112), other, goal: ratioAtMost(1.1) });
  assert.equal(cost.met, false);
});

test('a goal may be on the figure itself', () => {
  assert.equal(figure({ what: 'x', metric: 'rate', unit: 'MB', ours: rates(240), goal: atMost(250) }).met, true);
  assert.equal(figure({ what: 'x', metric: 'rate', unit: 'MB', ours: rates(251), goal: atMost(250) }).met, false);
  assert.equal(figure({ what: 'x', metric: 'rate', unit: 'MB', ours: rates(251) }).met, null);
});

test('a goal on a ratio needs something to compare with, and a metric must have been measured', () => {
  assert.throws(() => figure({ what: 'x', metric: 'rate', unit: '/s', ours: rates(1), goal: ratioAtLeast(1) }), TypeError);
  assert.throws(() => figure({ what: 'x', metric: 'other', unit: '/s', ours: rates(1) }), TypeError);
});

test('response times are medians over the rounds', () => {
  const round = (p50: number) => ({ rate: 1, p50, p95: p50 * 2, p99: p50 * 3 });
  const made = figure({ what: 'x', metric: 'rate', unit: '/s', ours: [round(1), round(9), round(2)] });
  assert.deepEqual(made.latency, { p50: 2, p95: 4, p99: 6 });
  assert.equal(made.otherLatency, null);
});
