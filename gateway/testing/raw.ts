import { connect } from 'node:net';

export interface RawAnswer {
  /** 0 where the connection ended without an answer. */
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/**
 * Sends text over a connection as it is, with `\n` written as CRLF, and reads until the other side closes:
 * for requests no client library would send. `Host` and `Connection: close` are the test's to write.
 */
export function raw(url: string, text: string): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host: hostname, port: Number(port) });
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(parse(Buffer.concat(chunks).toString('latin1'))));
    socket.write(text.replaceAll(/\r?\n/g, '\r\n'), 'latin1');
  });
}

/** A GET of exactly this target with these header lines. */
export function rawGet(url: string, target: string, ...lines: readonly string[]): Promise<RawAnswer> {
  return raw(url, [`GET ${target} HTTP/1.1`, 'Host: shop', 'Connection: close', ...lines, '', ''].join('\n'));
}

function parse(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const head = end < 0 ? text : text.slice(0, end);
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), head, body: end < 0 ? '' : text.slice(end + 4) };
}
