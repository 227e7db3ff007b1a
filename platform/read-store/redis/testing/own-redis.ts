import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** A Redis of one test's own, which it may fill, stop and kill. */
export interface OwnRedis extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly folder: string;
  /** A connection for what the store itself never does. */
  admin<T>(work: (client: Redis) => Promise<T>): Promise<T>;
  start(): Promise<void>;
  kill(signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): Promise<void>;
}

const READY_MS = 10_000;

/** Starts a Redis that keeps an append-only file, in a folder of its own; `from` is one that there is already. */
export async function ownRedis(options: readonly string[] = [], from?: string): Promise<OwnRedis> {
  const folder = from ?? mkdtempSync(join(tmpdir(), 'own-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;

  const admin = async <T>(work: (client: Redis) => Promise<T>): Promise<T> => {
    const client = new Redis(url, { lazyConnect: true, retryStrategy: null });
    client.on('error', () => {});
    try {
      await client.connect();
      return await work(client);
    } finally {
      client.disconnect();
    }
  };
  const start = async (): Promise<void> => {
    const common = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', ''];
    child = spawn('redis-server', [...common, '--appendonly', 'yes', '--appendfsync', 'everysec', ...options], {
      stdio: 'ignore',
    });
    for (const until = Date.now() + READY_MS; ;) {
      const pong = await admin((client) => client.ping()).catch((error: unknown) => error);
      if (pong === 'PONG') return;
      if (Date.now() > until) throw new Error('redis-server did not start', { cause: pong });
      await sleep(20);
    }
  };
  const kill: OwnRedis['kill'] = async (signal) => {
    const ended = signal === 'SIGKILL' && child?.exitCode === null ? once(child, 'exit') : null;
    child?.kill(signal);
    await ended;
  };
  await start();
  return {
    ...{ url, port, folder, admin, start, kill },
    async [Symbol.asyncDispose]() {
      if (child?.signalCode === null) await kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Asks until it holds; fails after ten seconds. */
export async function eventually(what: string, holds: () => Promise<boolean>): Promise<void> {
  for (const until = Date.now() + READY_MS; !(await holds());) {
    if (Date.now() > until) throw new Error(`it never came to be that ${what}`);
    await sleep(20);
  }
}
