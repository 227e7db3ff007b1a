import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Engine } from './engine.ts';
import { ensureRedis, ping, redisProcess } from './redis.ts';
import { askRedis } from './redis-ask.ts';

const slots = 16_384;

/** Three masters without replicas, each with a third of the slots. */
export const redisCluster: Engine<'redis-cluster'> = {
  name: 'redis-cluster',
  // Three for clients, three for what the nodes tell each other.
  ports: [17001, 17002, 17003, 17011, 17012, 17013],
  readyWithinMs: 60_000,
  install: async (_artifacts, say) => {
    await ensureRedis(say);
  },
  prepare: async (place) =>
    clientPorts(place.ports).map((port, index) => {
      const folder = join(place.data, `node-${index + 1}`);
      const bus = place.ports[3 + index] ?? 0;
      mkdirSync(folder, { recursive: true });
      const cluster = ['--cluster-enabled', 'yes', '--cluster-port', String(bus), '--cluster-node-timeout', '15000'];
      return { ...redisProcess(`node-${index + 1}`, port, folder, cluster), ports: [port, bus] };
    }),
  probe: async (place) => {
    const ports = clientPorts(place.ports);
    for (const port of ports) await ping(port);
    const whole: boolean[] = [];
    for (const port of ports) whole.push(await joinCluster(port, place.ports));
    if (whole.includes(false)) throw new Error('not every node sees the whole cluster yet');
  },
  address: (place) => ({ nodes: clientPorts(place.ports).map((port) => `127.0.0.1:${port}`) }),
};

/** Gives a node what it lacks of its slots and its neighbours; true when it calls the whole cluster well. */
async function joinCluster(port: number, all: readonly number[]): Promise<boolean> {
  const info = await askRedis(port, ['CLUSTER', 'INFO']);
  if (/cluster_state:ok/.test(info) && /cluster_known_nodes:3/.test(info)) return true;
  const ports = clientPorts(all);
  const index = ports.indexOf(port);
  if (!/myself,.* connected \d/.test(await askRedis(port, ['CLUSTER', 'NODES']))) {
    const [first, end] = [index, index + 1].map((third) => Math.floor((slots * third) / ports.length));
    await askRedis(port, ['CLUSTER', 'ADDSLOTSRANGE', String(first), String((end ?? slots) - 1)]);
    // Epochs that differ settle who owns a slot without a vote.
    await askRedis(port, ['CLUSTER', 'SET-CONFIG-EPOCH', String(index + 1)]);
  }
  if (!/cluster_known_nodes:3/.test(info)) {
    for (const [other, neighbour] of ports.entries()) {
      if (other !== index) await askRedis(port, ['CLUSTER', 'MEET', '127.0.0.1', String(neighbour), String(all[3 + other])]);
    }
  }
  return false;
}

function clientPorts(all: readonly number[]): readonly number[] {
  return all.slice(0, 3);
}
