import { Agent, request } from 'undici';
import { latencyOf } from '../harness/statistics.ts';
import { type Load, requestsOf } from './requests.ts';

export interface BurstInput {
  readonly url: string;
  readonly load: Load;
  readonly requests: number;
}

export interface BurstResult {
  /** From the first request to the last answer. */
  readonly seconds: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** How often each outcome was answered: the status of the body, else the status of the answer. */
  readonly outcomes: Readonly<Record<string, number>>;
}

/** All at once, each on a connection of its own, like buyers who waited for the same minute. */
export async function burst({ url, load, requests }: BurstInput): Promise<BurstResult> {
  const next = requestsOf(load);
  const agent = new Agent({ connections: requests, pipelining: 1 });
  const outcomes: Record<string, number> = {};
  const times: number[] = [];
  const began = performance.now();
  await Promise.all(
    Array.from({ length: requests }, async () => {
      const { path, ...options } = next();
      const { statusCode, body } = await request(url + path, { ...options, dispatcher: agent });
      const answer = (await body.json()) as { status?: unknown };
      times.push(performance.now() - began);
      const outcome = typeof answer.status === 'string' ? answer.status : String(statusCode);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }),
  );
  const seconds = (performance.now() - began) / 1_000;
  await agent.close();
  return { seconds, ...latencyOf(times), outcomes };
}
