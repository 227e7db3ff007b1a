import { IssuerUnavailableError } from './errors.ts';

const timeoutMs = 3_000;
const maxBytes = 256 * 1024;

export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Asks the issuer for JSON: no redirects, at most 3 s and 256 KiB. Throws {@link IssuerUnavailableError}
 * where no JSON comes back; its message names the address only.
 */
export async function fetchJson(url: string, init: RequestInit = {}): Promise<JsonAnswer> {
  try {
    const response = await fetch(url, { ...init, redirect: 'error', signal: AbortSignal.timeout(timeoutMs) });
    return { status: response.status, body: JSON.parse(await boundedText(response)) };
  } catch (cause) {
    throw new IssuerUnavailableError(`no answer from ${url}`, { cause });
  }
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    if (size > maxBytes) throw new RangeError(`an answer of more than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
