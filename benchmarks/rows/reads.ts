import { type Figure, figure, type Series } from '../harness/figure.ts';
import type { Measure } from '../harness/alternate.ts';
import type { LoadGenerator } from '../harness/load.ts';
import { cpuOf } from '../harness/processes.ts';

/** Reads as fast as 64 connections can; with the CPU time that the server spends on each. */
export function readsOf(
  load: LoadGenerator,
  url: string,
  paths: readonly string[],
  cpu: () => Promise<number>,
  headers: Readonly<Record<string, string>> = {},
): Measure {
  return async (seconds) => {
    const before = await cpu();
    const { rate, answers, p50, p95, p99 } = await load.saturate({
      ...{ url, connections: 64, seconds },
      load: { kind: 'get', paths, headers },
    });
    return { rate, p50, p95, p99, cpu: ((await cpu()) - before) / answers };
  };
}

/** What a request costs the server: unlike the rate, no load generator can be the limit of it. */
export function costOf(what: string, ours: Series, other: { readonly name: string; readonly series: Series }): Figure {
  const alone = (series: Series): Series => series.map(({ cpu = 0 }) => ({ cpu }));
  return figure({
    what: `${what}: CPU a request`,
    metric: 'cpu',
    unit: ' µs',
    ours: alone(ours),
    other: { ...other, series: alone(other.series) },
  });
}

/** CPU time of a process that cannot be asked, microseconds; counts as none where the system does not tell. */
export function processorTime(pid: number): () => Promise<number> {
  return () => Promise.resolve(cpuOf(pid) ?? 0);
}
