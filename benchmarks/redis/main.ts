import { openRedisReadStore } from '@shop/platform/read-store/redis/open.ts';
import { connect } from '@shop/platform/read-store/redis/connection.ts';
import { nodesOf, infoOf } from '@shop/platform/read-store/redis/nodes.ts';
import type { GenerationWriter, Write } from '@shop/platform/read-store/port.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { bareMs, writesDuring } from './bare.ts';
import { Products, productSpec, writesOf } from './products.ts';
import { queriesOf } from './search.ts';

// Searching and projecting in an empty Redis of its own, which it empties: node benchmarks/redis/main.ts <url> <products>
const [url = '', count = '4000'] = process.argv.slice(2);
if (url === '') throw new Error('usage: node benchmarks/redis/main.ts <redis url> [products]');

const connection = await connect({ url }, silentLog);
const [server] = nodesOf(connection.client);
if (!server || (await server.dbsize()) > 0) throw new Error('this Redis is not empty');
const store = await openRedisReadStore({ connection: { url }, prefix: 'bench' });
const projection = store.projection(productSpec);
const usedBytes = async (): Promise<number> => Number((await infoOf(server, 'memory')).get('used_memory'));
const products = new Products();
const made = products.make(Number(count));

try {
  const sample = made.slice(0, 2_000).map(writesOf);
  const commands = await writesDuring(connection, async () => void (await build(sample)));
  const ratios: number[] = [];
  for (let round = 0; round < 3; round++) {
    await server.flushall();
    const began = performance.now();
    await build(sample);
    const ours = performance.now() - began;
    await server.flushall();
    ratios.push((await bareMs(connection, commands)) / ours);
  }
  console.log(
    `project -> Redis: ${ratios.map((ratio) => ratio.toFixed(2)).join(', ')} of bare pipelines (${commands.length} writes)`,
  );

  await server.flushall();
  const before = await usedBytes();
  const generation = await build(made.map(writesOf));
  const json = made
    .flatMap(writesOf)
    .reduce((sum, write) => sum + JSON.stringify(write.kind === 'put' ? write.document : null).length, 0);
  console.log(
    `memory: ${Math.round(((await usedBytes()) - before) / made.length)} bytes a product, of which ${Math.round(json / made.length)} are JSON`,
  );
  const keys = made.map(({ id }) => id);
  for (const [name, ask] of queriesOf(generation, { words: products.words, upTo: (most) => products.upTo(most) }, keys)) {
    console.log(`${name.padEnd(50)} ${await timesOf(ask)}`);
  }
} finally {
  await server.flushall();
  await store.close();
  await connection.close();
}

async function build(all: readonly (readonly Write[])[]): Promise<GenerationWriter> {
  const generation = await projection.create();
  await generation.claim('bench');
  for (let from = 0; from < all.length; from += 500) {
    const writes = all.slice(from, from + 500).flat();
    await generation.commit({ owner: 'bench', checkpoint: String(from), writes, revisions: new Map(), bulk: true });
  }
  return generation;
}

/** Asked until two seconds are over, ten times at least. */
async function timesOf(ask: () => Promise<unknown>): Promise<string> {
  const times: number[] = [];
  for (const began = performance.now(); times.length < 10 || (performance.now() - began < 2_000 && times.length < 500);) {
    const start = performance.now();
    await ask();
    times.push(performance.now() - start);
  }
  times.sort((a, b) => a - b);
  const at = (part: number): string => (times[Math.floor((times.length - 1) * part)] ?? 0).toFixed(2).padStart(9);
  return `p50${at(0.5)} ms  p95${at(0.95)} ms`;
}
