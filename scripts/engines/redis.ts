import { ensureDebianPackage, findCommand } from './debian.ts';
import type { Engine, Place, ProcessPlan } from './engine.ts';
import { askRedis } from './redis-ask.ts';

/** One server with its own folder and settings; nothing of the machine's redis.conf is read. */
export const redis: Engine<'redis'> = {
  name: 'redis',
  ports: [16379],
  readyWithinMs: 30_000,
  install: async (_artifacts, say) => {
    await ensureRedis(say);
  },
  prepare: async (place) => [redisProcess('redis', port(place), place.data)],
  probe: (place) => ping(port(place)),
  address: (place) => ({ url: `redis://127.0.0.1:${port(place)}` }),
};

/** The server's path. */
export function ensureRedis(say: (line: string) => void): Promise<string> {
  return ensureDebianPackage('redis-server', say);
}

/** How a server is started that keeps everything it acknowledged when its process is killed. */
export function redisProcess(label: string, onPort: number, folder: string, more: readonly string[] = []): ProcessPlan {
  return {
    label,
    command: findCommand('redis-server') ?? 'redis-server',
    args: [
      ...['--port', String(onPort), '--bind', '127.0.0.1', '--dir', folder, '--daemonize', 'no'],
      // Each write stands in the file before it is answered, so that kill -9 loses none; only a machine that loses its
      // power may lose the last second. That is enough: a read model and the position it has reached are written
      // together, go back together and are brought forward again from the log. `always` would buy that second with a
      // disk flush for every batch.
      ...['--appendonly', 'yes', '--appendfsync', 'everysec', '--save', ''],
      // What is full says so; nothing is thrown away silently.
      ...['--maxmemory', '4gb', '--maxmemory-policy', 'noeviction'],
      ...more,
    ],
    ports: [onPort],
  };
}

/** Rejects unless the server answers and has loaded its data. */
export async function ping(onPort: number): Promise<void> {
  const answer = await askRedis(onPort, ['PING']);
  if (answer !== '+PONG') throw new Error(`redis answered ${answer}`);
}

function port(place: Place): number {
  return place.ports[0] ?? 0;
}
