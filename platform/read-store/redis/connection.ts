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

type Scripts = Record<ScriptName, (key: string, args: readonly (string | number)[]) => Promise<unknown>>;

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

/** Longest wait for an answer. Whoever waits longer than this is told that nobody answers. */
const COMMAND_MS = 8_000;
/** A commit may be large. */
const COMMIT_MS = 20_000;
/** Longest wait until the store is open: a cluster that is not whole would be waited for without end. */
const OPEN_MS = 10_000;
const CONNECT_MS = 3_000;
const LONGEST_RETRY_MS = 1_000;

/**
 * Connects. Commands given while there is no connection fail at once instead of waiting in a queue without end;
 * an answer that does not come fails after eight seconds, that to a commit after twenty; the connection comes back by itself.
 */
export async function connect(address: RedisAddress, log: Pick<Log, 'warn'>): Promise<Connection> {
  const clientOf = (commandTimeout: number): RedisClient =>
    'url' in address ? single(address.url, commandTimeout) : cluster(address.nodes, commandTimeout);
  // What is read must not queue behind a commit on its way.
  const [client, committing] = [clientOf(COMMAND_MS), clientOf(COMMIT_MS)];
  let [told, opened] = ['', false];
  for (const each of [client, committing]) {
    each.on('error', (error: Error) => {
      // While it is opened the caller is told, by what is thrown.
      if (opened && error.message !== told) log.warn(`Redis cannot be reached: ${error.message}`);
      told = error.message;
    });
    each.on('ready', () => {
      if (opened && told !== '') log.warn('Redis answers again');
      told = '';
    });
  }
  try {
    await within(OPEN_MS, Promise.all([client.connect(), committing.connect()]));
  } catch (error) {
    client.disconnect();
    committing.disconnect();
    throw new ReadStoreUnavailableError(`Redis cannot be reached: ${told || messageOf(error)}`, { cause: error });
  }
  opened = true;
  return connectionOn(client, committing);
}

function connectionOn(client: RedisClient, committing: RedisClient): Connection {
  const scriptsOf = (each: RedisClient): Scripts => each as unknown as Scripts;
  const [reads, commits] = [scriptsOf(client), scriptsOf(committing)];
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
    script: (name, key, args) => run(() => (name === 'shopCommit' ? commits : reads)[name](key, args)),
    refuse: (reason) => void (refused = reason),
    async close() {
      refused = 'the read store is closed';
      client.disconnect();
      committing.disconnect();
    },
  };
}

const common = { lazyConnect: true, enableAutoPipelining: true, enableOfflineQueue: false } as const;
const shared = {
  connectTimeout: CONNECT_MS,
  maxRetriesPerRequest: 0,
  // A commit whose answer was lost must not be sent again behind its sender's back.
  autoResendUnfulfilledCommands: false,
} as const satisfies RedisOptions;
const defined = Object.fromEntries(Object.entries(scripts).map(([name, lua]) => [name, { lua, numberOfKeys: 1 }]));

function single(url: string, commandTimeout: number): Redis {
  const retryStrategy = (times: number): number => Math.min(50 * times, LONGEST_RETRY_MS);
  return new Redis(url, { ...common, ...shared, commandTimeout, scripts: defined, retryStrategy });
}

function cluster(nodes: readonly string[], commandTimeout: number): Cluster {
  return new Cluster(nodes.map(nodeOf), {
    ...{ ...common, scripts: defined, redisOptions: { ...shared, commandTimeout } },
    clusterRetryStrategy: (times: number) => Math.min(50 * times, LONGEST_RETRY_MS),
    slotsRefreshTimeout: CONNECT_MS,
    maxRedirections: 8,
  });
}

function nodeOf(node: string): { readonly host: string; readonly port: number } {
  const colon = node.lastIndexOf(':');
  return { host: node.slice(0, colon), port: Number(node.slice(colon + 1)) };
}

async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not ready within ${ms / 1_000} seconds`)), ms);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
