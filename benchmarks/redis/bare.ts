import type { Connection } from '@shop/platform/read-store/redis/connection.ts';

type Command = readonly [string, ...string[]];

/** Every write that Redis makes while `work` runs, those of scripts one by one. */
export async function writesDuring({ client }: Connection, work: () => Promise<void>): Promise<Command[]> {
  if (!('monitor' in client)) throw new TypeError('a cluster cannot be watched');
  const commands: Command[] = [];
  const monitor = await client.monitor();
  monitor.on('monitor', (_time: string, [name = '', ...args]: string[], source: string) => {
    if (source === 'lua' && /^(HSET|HDEL|HINCRBY|SADD|SREM|ZADD|ZREM)$/i.test(name)) commands.push([name, ...args]);
  });
  await work();
  await client.ping();
  monitor.disconnect();
  return commands;
}

/** The same commands in pipelines of a thousand, eight under way at once; answers the milliseconds it took. */
export async function bareMs({ client }: Connection, commands: readonly Command[]): Promise<number> {
  const began = performance.now();
  for (let from = 0; from < commands.length; from += 8_000) {
    const pipelines = [];
    for (let at = from; at < Math.min(from + 8_000, commands.length); at += 1_000) {
      const pipeline = client.pipeline();
      for (const [name, ...args] of commands.slice(at, at + 1_000)) pipeline.call(name, ...args);
      pipelines.push(pipeline.exec());
    }
    await Promise.all(pipelines);
  }
  return performance.now() - began;
}
