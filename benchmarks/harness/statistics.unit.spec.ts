import assert from 'node:assert/strict';
import { test } from 'node:test';
import { latencyOf, meanRatio, median, percentile, ratios, spread } from './statistics.ts';

test('the median is the middle value, or the mean of the two in the middle', () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.equal(median([7]), 7);
  assert.throws(() => median([]), RangeError);
});

test('a spread has the extremes beside the median', () => {
  assert.deepEqual(spread([10, 30, 20]), { median: 20, min: 10, max: 30 });
});

test('ratios compare what was measured in the same round', () => {
  assert.deepEqual(ratios([1, 4, 9], [2, 4, 6]), [0.5, 1, 1.5]);
  assert.throws(() => ratios([1], [1, 2]), RangeError);
});

test('a machine that slows down between rounds does not change the ratio', () => {
  const [fast, slow] = [1_000, 100];
  assert.deepEqual(spread(ratios([fast * 0.8, slow * 0.8], [fast, slow])), { median: 0.8, min: 0.8, max: 0.8 });
});

test('half and double are the same on the whole, and their error is told', () => {
  const { mean, standardError } = meanRatio([0.5, 2]);
  assert.equal(mean, 1);
  assert.ok(Math.abs(standardError - Math.LN2) < 1e-12, `${standardError}`);
  assert.ok(meanRatio([0.9, 0.9, 0.9]).standardError < 1e-12);
  assert.ok(Number.isNaN(meanRatio([0.9]).standardError));
});

test('percentiles are by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => i + 1);
  assert.deepEqual([percentile(hundred, 0.5), percentile(hundred, 0.95), percentile(hundred, 0.99)], [50, 95, 99]);
  assert.equal(percentile([5], 0.99), 5);
  assert.throws(() => percentile([], 0.5), RangeError);
});

test('latencies need not be in order', () => {
  const shuffled = Array.from({ length: 200 }, (_, i) => ((i * 37) % 200) + 1);
  assert.deepEqual(latencyOf(shuffled), { p50: 100, p95: 190, p99: 198 });
});
