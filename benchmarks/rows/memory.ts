import { createClient } from '@shop/standalone/testing/client.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, Row } from '../harness/bench.ts';
import { atMost, figure, type Metrics } from '../harness/figure.ts';
import { startLoad } from '../harness/load.ts';
import { npmStart } from '../harness/npm-start.ts';
import { memoryMeasure, memoryOf, processTree } from '../harness/processes.ts';
import { caughtUp, stockProducts } from '../harness/shop.ts';

const atRest = 5_000;

/** What the whole shop takes of the machine: every process that `npm start` leaves running. */
export const memory: Row = {
  name: 'memory',
  title: 'memory, whole standalone system',
  async run(bench: Bench) {
    await using shop = await npmStart(bench.folder());
    const client = createClient(shop.gateway, shop.issuer);
    const rest = await memoryAtRest(bench, shop.pid);
    const { ids, skus } = await stockProducts(client, 'MEMORY', 200);
    await using load = await startLoad();
    const headers = { Authorization: `Bearer ${await client.token('alice')}` };
    const seconds = bench.quick ? 2 : 8;
    const common = { url: shop.gateway, connections: 64, seconds };
    await load.saturate({ ...common, load: { kind: 'orders', path: '/api/v1/orders', headers, skus, lines: 2 } });
    await load.saturate({ ...common, load: { kind: 'get', paths: ids.map((id) => `/api/v1/products/${id}`), headers: {} } });
    await caughtUp(client);
    const after = await memoryAtRest(bench, shop.pid);
    const parts = (measured: Metrics): string =>
      `${memoryMeasure}: shop ${measured['shop']?.toFixed(0)}, gateway ${measured['gateway']?.toFixed(0)}, launcher ${measured['launcher']?.toFixed(0)} MB`;
    return [
      figure({
        what: 'memory at rest, nothing done yet',
        metric: 'all',
        unit: ' MB',
        ours: rest,
        goal: atMost(250),
        note: parts(rest.at(-1) ?? {}),
      }),
      figure({
        what: 'memory after load',
        metric: 'all',
        unit: ' MB',
        ours: after,
        goal: atMost(400),
        note: `${parts(after.at(-1) ?? {})}; after ${seconds} s of orders and ${seconds} s of reads through the gateway`,
      }),
    ];
  },
};

/** Memory of the processes, three times a second apart, after they were left alone for a while. */
async function memoryAtRest(bench: Bench, launcher: number): Promise<readonly Metrics[]> {
  await sleep(bench.quick ? atRest / 5 : atRest);
  const samples: Metrics[] = [];
  for (let sample = 0; sample < 3; sample++) {
    if (sample > 0) await sleep(1_000);
    const parts = { launcher: 0, shop: 0, gateway: 0 };
    for (const { pid, command } of processTree(launcher)) {
      const part = command.includes('gateway/main.ts') ? 'gateway' : pid === launcher ? 'launcher' : 'shop';
      parts[part] += memoryOf(pid);
    }
    samples.push({ ...parts, all: parts.launcher + parts.shop + parts.gateway });
    bench.progress(
      `${memoryMeasure} ${Object.entries(samples.at(-1) ?? {})
        .map(([name, megabytes]) => `${name} ${megabytes.toFixed(0)} MB`)
        .join(', ')}`,
    );
  }
  return samples;
}
