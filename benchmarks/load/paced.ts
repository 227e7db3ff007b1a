import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { latencyOf } from '../harness/statistics.ts';
import { type Load, requestsOf } from './requests.ts';

export interface PacedInput {
  /** Where commands go, and where what they did is read. */
  readonly url: string;
  readonly queryUrl: string;
  readonly load: Load;
  /** Commands a second, sent at their times whether or not earlier ones were answered. */
  readonly perSecond: number;
  /** Every how many commands the read model is asked for what the command did. */
  readonly probeEvery: number;
  readonly seconds: number;
}

export interface PacedResult {
  readonly perSecond: number;
  /** From sending the command to the query's answer that shows it. */
  readonly sent: ReturnType<typeof latencyOf>;
  /** The same from the command's answer on. */
  readonly acknowledged: ReturnType<typeof latencyOf>;
  readonly probes: number;
}

const tick = 2;

/** Sends commands at an even pace and asks, for some of them, until a query shows what they did. */
export async function paced(input: PacedInput): Promise<PacedResult> {
  const { url, queryUrl, load, perSecond, probeEvery, seconds } = input;
  const next = requestsOf(load);
  const agent = new Agent({ connections: 256, pipelining: 1 });
  const sent: number[] = [];
  const acknowledged: number[] = [];
  const underWay = new Set<Promise<void>>();
  const failures: unknown[] = [];
  let commands = 0;

  const one = async (probed: boolean): Promise<void> => {
    const { path, ...options } = next();
    const sentAt = performance.now();
    const { statusCode, headers, body } = await request(url + path, { ...options, dispatcher: agent });
    await body.dump();
    if (statusCode !== 202) throw new Error(`an order was answered ${statusCode}`);
    if (!probed) return;
    const answeredAt = performance.now();
    const token = { 'Consistency-Token': String(headers['consistency-token']) };
    const query = { headers: { ...load.headers, ...token }, dispatcher: agent };
    const shown = await request(queryUrl + String(headers['location']), query);
    await shown.body.dump();
    if (shown.statusCode !== 200) throw new Error(`the query was answered ${shown.statusCode}`);
    sent.push(performance.now() - sentAt);
    acknowledged.push(performance.now() - answeredAt);
  };

  const began = performance.now();
  for (let elapsed = 0; elapsed < seconds * 1_000; elapsed = performance.now() - began) {
    for (const due = (elapsed / 1_000) * perSecond; commands < due; commands++) {
      const command = one(commands % probeEvery === 0)
        .catch((error: unknown) => void failures.push(error))
        .finally(() => underWay.delete(command));
      underWay.add(command);
    }
    await sleep(tick);
  }
  await Promise.all(underWay);
  if (failures.length > 0) throw failures[0];
  const rate = commands / ((performance.now() - began) / 1_000);
  await agent.close();
  return { perSecond: rate, sent: latencyOf(sent), acknowledged: latencyOf(acknowledged), probes: sent.length };
}
