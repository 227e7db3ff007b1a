const timeoutMs = 3_000;
/** A registry of ten thousand instances is about this large. */
const maxBytes = 16 * 1_048_576;

/** Eureka cannot be asked, or answers what no Eureka answers; ask again later. */
export class EurekaAwayError extends Error {
  override readonly name = 'EurekaAwayError';
}

export interface EurekaAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * Asks Eureka's REST interface; `path` is below its base. No redirects, at most three seconds and 16 MiB once unpacked.
 * Throws {@link EurekaAwayError} where no whole answer comes, or the signal's reason.
 */
export async function askEureka(
  base: string,
  path: string,
  { method = 'GET', body, signal }: { readonly method?: string; readonly body?: unknown; readonly signal?: AbortSignal } = {},
): Promise<EurekaAnswer> {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(`${base.replace(/\/+$/, '')}${path}`, {
      method,
      headers: { Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
      signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
    });
    return { status: response.status, text: await boundedText(response) };
  } catch (cause) {
    signal?.throwIfAborted();
    throw new EurekaAwayError(`no answer from Eureka to ${method} ${path}`, { cause });
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
