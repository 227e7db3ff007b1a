import { type Latency, median, ratios, type Spread, spread } from './statistics.ts';

/** What one subject came to in one round, by name. */
export type Metrics = Readonly<Record<string, number>>;

/** One subject's rounds in order. */
export type Series = readonly Metrics[];

/** A bound on the ratio to what it is compared with, or on the figure itself. */
export interface Goal {
  readonly on: 'ratio' | 'figure';
  readonly bound: 'at least' | 'at most';
  readonly value: number;
}

/** One line of the table. */
export interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly ours: Spread;
  readonly latency: Latency | null;
  readonly comparedWith: string | null;
  readonly other: Spread | null;
  readonly otherLatency: Latency | null;
  readonly ratio: Spread | null;
  readonly goal: Goal | null;
  /** Whether the median meets the goal; null without a goal. */
  readonly met: boolean | null;
  readonly note: string | null;
}

export interface FigureOptions {
  readonly what: string;
  /** Name of the metric in both series. */
  readonly metric: string;
  readonly unit: string;
  readonly ours: Series;
  readonly other?: { readonly name: string; readonly series: Series; readonly metric?: string };
  readonly goal?: Goal;
  readonly note?: string;
}

export const ratioAtLeast = (value: number): Goal => ({ on: 'ratio', bound: 'at least', value });
export const ratioAtMost = (value: number): Goal => ({ on: 'ratio', bound: 'at most', value });
export const atLeast = (value: number): Goal => ({ on: 'figure', bound: 'at least', value });
export const atMost = (value: number): Goal => ({ on: 'figure', bound: 'at most', value });

/** Makes a line of the table of what was measured. Response times are taken along where the series have them. */
export function figure(options: FigureOptions): Figure {
  const { what, metric, unit, ours, other, goal = null, note = null } = options;
  const values = valuesOf(ours, metric);
  const others = other ? valuesOf(other.series, other.metric ?? metric) : null;
  const ratio = others ? spread(ratios(values, others)) : null;
  return {
    what,
    unit,
    ours: spread(values),
    latency: latencyIn(ours),
    comparedWith: other?.name ?? null,
    other: others ? spread(others) : null,
    otherLatency: other ? latencyIn(other.series) : null,
    ratio,
    goal,
    met: goal ? meets(goal, goal.on === 'ratio' ? ratio : spread(values)) : null,
    note,
  };
}

function meets({ bound, value }: Goal, measured: Spread | null): boolean {
  if (!measured) throw new TypeError('a goal on a ratio needs something to compare with');
  return bound === 'at least' ? measured.median >= value : measured.median <= value;
}

function valuesOf(series: Series, metric: string): readonly number[] {
  return series.map((round) => {
    const value = round[metric];
    if (value === undefined) throw new TypeError(`no round measured ${metric}`);
    return value;
  });
}

function latencyIn(series: Series): Latency | null {
  const of = (name: keyof Latency): number | null => {
    const values = series.flatMap((round) => round[name] ?? []);
    return values.length === 0 ? null : median(values);
  };
  const [p50, p95, p99] = [of('p50'), of('p95'), of('p99')];
  return p50 === null || p95 === null || p99 === null ? null : { p50, p95, p99 };
}
