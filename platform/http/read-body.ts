import type { IncomingMessage } from 'node:http';
import { Problem, type ProblemEntry, validationProblem } from './problem.ts';
import { pointerOf } from './validate.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** http-api.md: bodies are at most 1 MiB. */
export const largestBody = 1024 * 1024;

/**
 * Reads a JSON body. Throws 413 beyond `limit` bytes, 415 for another media type or an encoded body,
 * 400 for what is not UTF-8 or not JSON, 422 for text that cannot be kept (NUL, lone surrogates).
 * No body at all is `undefined`.
 */
export async function readJsonBody(request: IncomingMessage, limit = largestBody): Promise<unknown> {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limit) throw tooLarge(limit);
  if (announced === 0 && request.headers['transfer-encoding'] === undefined) return undefined;
  const bytes = await readBytes(request, limit);
  if (bytes.length === 0) return undefined;
  checkMediaType(request);
  return parseJson(bytes);
}

async function readBytes(request: IncomingMessage, limit: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limit) throw tooLarge(limit);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

function checkMediaType(request: IncomingMessage): void {
  const [type = '', ...parameters] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('charset='));
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (
    type.trim() !== 'application/json' ||
    (charset !== undefined && !/^charset="?utf-8"?$/.test(charset)) ||
    encoding !== 'identity'
  ) {
    throw new Problem(415, 'unsupported-media-type', 'Send application/json in UTF-8, not encoded.');
  }
}

function parseJson(bytes: Uint8Array): unknown {
  let text: string;
  let value: unknown;
  try {
    text = utf8.decode(bytes);
    value = JSON.parse(text);
  } catch {
    throw new Problem(400, 'malformed-json', 'The body is not well-formed JSON in UTF-8.');
  }
  // Only an escape can bring these characters into a string.
  if (/\\u(?:0000|d[89a-f])/i.test(text)) checkText(value);
  return value;
}

/** Walks with a list of its own, since a client chooses the depth. */
function checkText(root: unknown): void {
  const errors: ProblemEntry[] = [];
  const open: { value: unknown; path: readonly PropertyKey[] }[] = [{ value: root, path: [] }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, path } = next;
    if (typeof value === 'string' && !storable(value))
      errors.push({ pointer: pointerOf(path), detail: 'holds a character that cannot be stored' });
    if (value === null || typeof value !== 'object') continue;
    for (const [key, member] of Object.entries(value)) {
      if (!storable(key)) errors.push({ pointer: pointerOf(path), detail: 'has a name with a character that cannot be stored' });
      if (path.length < 64) open.push({ value: member, path: [...path, key] });
    }
  }
  if (errors.length > 0) throw validationProblem(errors.slice(0, 20));
}

function storable(text: string): boolean {
  return text.isWellFormed() && !text.includes('\0');
}

function tooLarge(limit: number): Problem {
  return new Problem(413, 'body-too-large', `The body is larger than ${limit} bytes.`, { headers: { Connection: 'close' } });
}
