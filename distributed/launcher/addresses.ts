import { randomInt } from 'node:crypto';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { type Config, parseConfig } from '@shop/platform/config/config.ts';
import { type RoleName, roles } from '../roles.ts';
import type { DistributedOptions } from './start.ts';

/** Which instance listens where. */
export interface Addresses {
  readonly ports: ReadonlyMap<RoleName, readonly number[]>;
  /** Origins by service, as `SERVICES` has them. */
  readonly services: Readonly<Record<string, readonly string[]>>;
  readonly gateway: number;
  readonly gatewayAdmin: number;
}

const usualInstances = 2;
/** The second instance of a role listens so far above the first. */
const step = 100;

/** The roles' own ports, a hundred more for each further instance; or ports that nobody listens on right now. */
export async function addressesOf(options: Omit<DistributedOptions, 'log'>): Promise<Addresses> {
  const config = parseConfig(options.settings);
  const { anyPorts = false, instances = {} } = options;
  const counts = roles.map(
    ({ name }) => (typeof instances === 'number' ? null : instances[name]) ?? instancesOf(name, config, instances),
  );
  // For all of them at once: looked for one role after the other, a port could come twice.
  const free = anyPorts ? await freePorts(counts.reduce((sum, count) => sum + count, 2)) : [];
  const [gateway = 0, gatewayAdmin = 0] = anyPorts ? free.splice(0, 2) : [config.GATEWAY_PORT, config.GATEWAY_ADMIN_PORT];
  const ports = new Map<RoleName, readonly number[]>();
  for (const [index, { name, port }] of roles.entries()) {
    const count = counts[index] ?? 0;
    const own = Array.from({ length: count }, (_, instance) => port + instance * step);
    ports.set(name, anyPorts ? free.splice(0, count) : own);
  }
  const services = Object.fromEntries(
    [...ports].map(([name, all]) => [name, all.map((port) => `http://${config.HOST}:${port}`)]),
  );
  return { ports, services, gateway, gatewayAdmin };
}

/** Operations starts replays of its own and is asked seldom; without Kafka there is nothing to relay. */
function instancesOf(name: RoleName, { EVENT_FEED }: Config, asked: DistributedOptions['instances']): number {
  if (name === 'event-relay' && EVENT_FEED !== 'kafka') return 0;
  if (name === 'operations') return 1;
  return typeof asked === 'number' ? asked : usualInstances;
}

/** Below those that systems usually give to outgoing connections, which would take a port between this look and its use. */
const freeRange = { from: 20_000, below: 32_000 };

/** All taken before any is given back, so that none comes twice. */
async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  while (servers.length < count) {
    const server = await listening(randomInt(freeRange.from, freeRange.below));
    if (server) servers.push(server);
  }
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Null where somebody else listens there. */
function listening(port: number): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => (error.code === 'EADDRINUSE' ? resolve(null) : reject(error)));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
