/** What repeated measurements of one thing came to. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/** Percentiles of response times, milliseconds. */
export interface Latency {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** The middle value; the mean of the two middle ones where their number is even. Throws where there is none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.ceil(sorted.length / 2) - 1];
  if (upper === undefined || lower === undefined) throw new RangeError('there is no median of nothing');
  return (lower + upper) / 2;
}

/** Median with the smallest and the greatest value. */
export function spread(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * Ours over the other's, round by round: what was measured side by side is compared, so that a machine that gets
 * slower meanwhile changes nothing. Throws where the rounds do not pair.
 */
export function ratios(ours: readonly number[], others: readonly number[]): readonly number[] {
  if (ours.length !== others.length) throw new RangeError(`${ours.length} rounds cannot be compared with ${others.length}`);
  return ours.map((value, round) => value / (others[round] as number));
}

/** Geometric mean of ratios, with its standard error as a part of it; NaN where there is a single one. */
export function meanRatio(values: readonly number[]): { readonly mean: number; readonly standardError: number } {
  const logs = values.map(Math.log);
  const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
  const squares = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean: Math.exp(mean), standardError: Math.sqrt(squares / (logs.length - 1) / logs.length) };
}

/** Nearest-rank percentile of values in rising order: the least value that `share` (0..1) of all do not exceed. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const value = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (value === undefined) throw new RangeError('there is no percentile of nothing');
  return value;
}

/** p50, p95 and p99 of response times in whatever order. */
export function latencyOf(milliseconds: readonly number[]): Latency {
  const sorted = Float64Array.from(milliseconds).sort();
  return { p50: percentile(sorted, 0.5), p95: percentile(sorted, 0.95), p99: percentile(sorted, 0.99) };
}
