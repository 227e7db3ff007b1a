import autocannon from 'autocannon';
import { latencyOf } from '../harness/statistics.ts';
import { type Load, requestsOf } from './requests.ts';

export interface SaturateInput {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** So many requests instead of so many seconds. */
  readonly amount?: number;
  readonly load: Load;
}

/** What came of a load. */
export interface LoadResult {
  /** Answers of status 2xx a second. */
  readonly rate: number;
  readonly answers: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Epoch milliseconds of the first request. */
  readonly startedAt: number;
}

/**
 * Every connection sends its next request as soon as it has its answer (autocannon). Response times are kept one
 * by one: autocannon's own percentiles know no p95 and no fraction of a millisecond. Throws where anything but
 * 2xx is answered: another amount of work would be measured.
 */
export async function saturate({ url, connections, seconds, amount, load }: SaturateInput): Promise<LoadResult> {
  const next = requestsOf(load);
  const times: number[] = [];
  const bad = new Map<number, number>();
  const startedAt = Date.now();
  const began = performance.now();
  let last = began;
  const options = {
    url,
    connections,
    duration: seconds,
    sampleInt: 100,
    requests: requestList(load, next),
    ...(amount ? { amount } : {}),
  };
  const { errors } = await new Promise<autocannon.Result>((resolve, reject) => {
    const run = autocannon(options, (error: Error | null, result) => (error ? reject(error) : resolve(result)));
    run.on('response', (_client, status, _bytes, milliseconds) => {
      if (status < 200 || status > 299) bad.set(status, (bad.get(status) ?? 0) + 1);
      else times.push(milliseconds);
      last = performance.now();
    });
  });
  if (bad.size > 0 || errors > 0 || times.length === 0) {
    const told = [...bad].map(([status, count]) => `${count} × ${status}`).join(', ');
    throw new Error(`${url} answered ${times.length} × 2xx, ${told || 'nothing else'}, and failed ${errors} times`);
  }
  return { rate: times.length / ((last - began) / 1_000), answers: times.length, ...latencyOf(times), startedAt };
}

/** Requests that are alike are built once; orders one by one. */
function requestList(load: Load, next: () => ReturnType<ReturnType<typeof requestsOf>>): autocannon.Request[] {
  if (load.kind === 'get') return load.paths.map(() => ({ ...next() }));
  return [{ method: 'POST', setupRequest: (request) => Object.assign(request, next()) }];
}
