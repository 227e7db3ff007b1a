import { Cluster, Redis, type RedisOptions } from 'ioredis';
import type { Log } from '../../telemetry/port.ts';
import { ReadStoreUnavailableError } from '../port.ts';
import { translated } from './errors.ts';
import {
  activateScript,
  claimScript,
  clearScript,
  createScript,
  dropScript,
  endLeaseScript,
  leaseScript,
} from './lua/catalogue.ts';
import { commitScript } from './lua/commit.ts';
import { walkScript } from './lua/walk.ts';

/** One server by its URL (`redis://` or `rediss://`), or a cluster by some of its nodes, `host:port`. */
export type RedisAddress = { readonly url: string } | { readonly nodes: readonly string[] };

export type RedisClient = Redis | Cluster;

const scripts = {
  shopCommit: commitScript,
  shopWalk: walkScript,
  shopCreate: createScript,
  shopActivate: activateScript,
  shopDrop: dropScript,
  shopClaim: claimScript,
  shopClear: clearScript,
  shopLease: leaseScript,
  shopEndLease: endLeaseScript,
} as const;

export type ScriptName = keyof typeof scripts;

/** A connection on which every failure speaks the port's language. */
export interface Connection {
  readonly client: RedisClient;
  /** Runs a script whose keys all begin with `key`. */
  script(name: ScriptName, key: string, args: readonly (string | number)[]): Promise<unknown>;
  /** Runs commands; what Redis or the client throws comes out translated. */
  run<T>(work: (client: RedisClient) => Promise<T>): Promise<T>;
  /** From now on every call fails with this sentence; null makes them work again. */
  refuse(reason: string | null): void;
  close(): Promise<void>;
}

/** Longest wait for an answer, and for a connection. Whoever waits longer than this is told that nobody answers. */
const COMMAND_MS = 4_000;
const CONNECT_MS = 3_000;
const LONGEST_RETRY_MS = 1_000;

/**
 * Connects. Commands given while there is no connection fail at once instead of waiting in a queue without end;
 * an answer that does not come fails after four seconds; the connection comes back by itself.
 */
export async function connect(address: RedisAddress, log: Pick<Log, 'warn'>): Promise<Connection> {
  const client = 'url' in address ? single(address.url) : cluster(address.nodes);
  let told = '';
  client.on('error', (error: Error) => {
    if (error.message !== told) log.warn(`Redis cannot be reached: ${error.message}`);
    told = error.message;
  });
  client.on('ready', () => (told = ''));
  try {
    await client.connect();
  } catch (error) {
    client.disconnect();
    throw new ReadStoreUnavailableError(`Redis cannot be reached: ${messageOf(error)}`, { cause: error });
  }
  return connectionOn(client);
}

function connectionOn(client: RedisClient): Connection {
  const commands = client as unknown as Record<ScriptName, (key: string, args: readonly (string | number)[]) => Promise<unknown>>;
  let refused: string | null = null;
  const run = async <T>(work: (client: RedisClient) => Promise<T>): Promise<T> => {
    if (refused !== null) throw new ReadStoreUnavailableError(refused);
    try {
      return await work(client);
    } catch (error) {
      throw translated(error);
    }
  };
  return {
    client,
    run,
    script: (name, key, args) => run(() => commands[name](key, args)),
    refuse: (reason) => void (refused = reason),
    async close() {
      refused = 'the read store is closed';
      client.disconnect();
    },
  };
}

const common = { lazyConnect: true, enableAutoPipelining: true, enableOfflineQueue: false } as const;
const shared = {
  commandTimeout: COMMAND_MS,
  connectTimeout: CONNECT_MS,
  maxRetriesPerRequest: 0,
  // A commit whose answer was lost must not be sent again behind its sender's back.
  autoResendUnfulfilledCommands: false,
} as const satisfies RedisOptions;
const defined = Object.fromEntries(Object.entries(scripts).map(([name, lua]) => [name, { lua, numberOfKeys: 1 }]));

function single(url: string): Redis {
  const retryStrategy = (times: number): number => Math.min(50 * times, LONGEST_RETRY_MS);
  return new Redis(url, { ...common, ...shared, scripts: defined, retryStrategy });
}

function cluster(nodes: readonly string[]): Cluster {
  return new Cluster(nodes.map(nodeOf), {
    ...{ ...common, scripts: defined, redisOptions: shared },
    clusterRetryStrategy: (times: number) => Math.min(50 * times, LONGEST_RETRY_MS),
    slotsRefreshTimeout: CONNECT_MS,
    maxRedirections: 8,
  });
}

function nodeOf(node: string): { readonly host: string; readonly port: number } {
  const colon = node.lastIndexOf(':');
  return { host: node.slice(0, colon), port: Number(node.slice(colon + 1)) };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
