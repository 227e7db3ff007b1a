import { createConnection } from 'node:net';

/**
 * The first line of the server's answer to one command, or the whole of it where it is a text. A connection for each:
 * no client that tries again by itself stands between the question and the truth.
 */
export function askRedis(port: number, command: readonly string[], withinMs = 2_000): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    let answer = '';
    socket
      .setEncoding('utf8')
      .setTimeout(withinMs, () => socket.destroy(new Error(`redis has not answered after ${withinMs} ms`)));
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('redis closed the connection')));
    socket.on('data', (text: string) => {
      answer += text;
      const whole = parse(answer);
      if (whole === null) return;
      resolve(whole);
      socket.destroy();
    });
    socket.write(`*${command.length}\r\n${command.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('')}`);
  });
}

/** Null while a part is missing. */
function parse(answer: string): string | null {
  const end = answer.indexOf('\r\n');
  if (end < 0) return null;
  const first = answer.slice(0, end);
  if (!first.startsWith('$') || first === '$-1') return first;
  const text = answer.slice(end + 2);
  return Buffer.byteLength(text) >= Number(first.slice(1)) + 2 ? text.slice(0, -2) : null;
}
