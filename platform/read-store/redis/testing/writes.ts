import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { Redis } from 'ioredis';

/** A command, in lower case, with its arguments. */
export type RedisCommand = readonly [name: string, ...args: string[]];

const writing = new Set(['hset', 'hdel', 'hincrby', 'zadd', 'zrem', 'sadd', 'srem', 'set', 'del', 'unlink']);

/**
 * What Redis wrote under the keys of a prefix while `work` was done, scripts' commands one by one. MONITOR tells it,
 * which holds up everybody on the server meanwhile.
 */
export async function writesDuring(url: string, prefix: string, work: () => Promise<void>): Promise<readonly RedisCommand[]> {
  const client = new Redis(url, { lazyConnect: true });
  await client.connect();
  const { hostname, port, username, password } = new URL(url);
  // Not the client's own monitor(): on a busy server it takes what follows the first answer for answers of its own.
  const socket = connect(Number(port || 6379), hostname);
  const written: RedisCommand[] = [];
  const end = randomUUID();
  try {
    if (password !== '') socket.write(`AUTH ${username || 'default'} ${password}\r\n`);
    socket.write('MONITOR\r\n');
    const lines = createInterface({ input: socket, crlfDelay: Infinity })[Symbol.asyncIterator]();
    while ((await lines.next()).value !== '+OK') if (socket.destroyed) throw new Error('Redis cannot be watched');
    const listening = listen(lines, end, ([name, ...args]) => {
      if (writing.has(name) && args[0]?.startsWith(`{${prefix}:`)) written.push([name, ...args]);
    });
    await work();
    await client.echo(end);
    await listening;
    return written;
  } finally {
    socket.destroy();
    client.disconnect();
  }
}

/** Commands are told in order: behind the one with the argument `end` nothing is missing. */
async function listen(lines: AsyncIterator<string>, end: string, told: (command: RedisCommand) => void): Promise<void> {
  for (let line = await lines.next(); !line.done; line = await lines.next()) {
    const [name = '', ...args] = [...line.value.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, text = '']) => unquoted(text));
    if (args[0] === end) return;
    told([name.toLowerCase(), ...args]);
  }
  throw new Error('Redis was watched no longer');
}

/** Pipelines of so many commands, and so many pipelines under way at once. */
const PIPELINE = 1_000;
const UNDER_WAY = 8;

/** A connection on which commands are sent as fast as pipelines go, by nobody who thinks about them. */
export interface BarePipelines {
  /** Resolves when all are answered. Throws what Redis refuses. */
  send(commands: readonly RedisCommand[]): Promise<void>;
  close(): void;
}

export async function openBarePipelines(url: string): Promise<BarePipelines> {
  const client = new Redis(url, { lazyConnect: true });
  await client.connect();
  const sendPiece = async (commands: readonly RedisCommand[]): Promise<void> => {
    const answers = (await client.pipeline(commands.map((command) => [...command])).exec()) ?? [];
    const refused = answers.find(([error]) => error !== null);
    if (refused) throw refused[0];
  };
  return {
    async send(commands) {
      for (let at = 0; at < commands.length;) {
        const pieces: Promise<void>[] = [];
        for (; pieces.length < UNDER_WAY && at < commands.length; at += PIPELINE) {
          pieces.push(sendPiece(commands.slice(at, at + PIPELINE)));
        }
        await Promise.all(pieces);
      }
    },
    close: () => client.disconnect(),
  };
}

const named: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\x07', b: '\b' };

/** MONITOR writes bytes that cannot be printed as `\xNN`, and some by name. */
function unquoted(text: string): string {
  if (!text.includes('\\')) return text;
  const bytes = text.replace(/\\(?:x([0-9a-f]{2})|(.))/g, (_all, hex: string | undefined, name: string) =>
    hex === undefined ? (named[name] ?? name) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
