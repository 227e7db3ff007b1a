import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, fetch } from 'undici';
import { canonicalJson, shortHash } from '@shop/platform/http/canonical-json.ts';
import type { Tokens } from './tokens.ts';

/** The shop refused a request; trying again would not help. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
  readonly status: number;
  /** Last part of the problem's type. */
  readonly code: string;

  constructor(status: number, code: string, detail: string) {
    super(`${code} (${status}): ${detail}`);
    this.status = status;
    this.code = code;
  }
}

/** The shop cannot be reached for longer than the importer waits. */
export class ShopUnreachableError extends Error {
  override readonly name = 'ShopUnreachableError';
}

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface CallOptions {
  readonly as: string;
  readonly body?: unknown;
  /**
   * Names the thing in the file, by what its rows say and never by where they stand. The Idempotency-Key is
   * made of it and of the body, or of it alone where the body may differ from run to run.
   */
  readonly key?: string | { readonly alone: string };
  readonly wait?: number;
  /** Problems that pass by themselves and are tried again, e.g. a capture that is still under way. */
  readonly retryOn?: readonly string[];
}

const longestOutage = 60_000;
const passing = new Set([429, 502, 503, 504]);

/** The shop's public API as the importer uses it: every command with a key, failures of the way tried again. */
export class Api {
  readonly #gateway: string;
  readonly #tokens: Tokens;
  readonly #agent: Agent;

  constructor(gateway: string, tokens: Tokens, connections: number) {
    this.#gateway = gateway;
    this.#tokens = tokens;
    this.#agent = new Agent({ connections, pipelining: 1, headersTimeout: 60_000 });
  }

  /** Throws {@link RefusedError}, {@link ShopUnreachableError}. */
  async call(method: 'GET' | 'POST', path: string, options: CallOptions): Promise<Answer> {
    const startedAt = Date.now();
    for (let attempt = 0; ; attempt++) {
      const answer = await this.#once(method, path, options);
      if (answer !== null && answer.status < 400) return answer;
      const code =
        String(answer?.body['type'] ?? '')
          .split('/')
          .at(-1) ?? '';
      if (answer?.status === 401) this.#tokens.forget(options.as);
      const again =
        answer === null ||
        passing.has(answer.status) ||
        (answer.status === 401 && attempt === 0) ||
        options.retryOn?.includes(code);
      if (!again) throw new RefusedError(answer.status, code, String(answer.body['detail'] ?? ''));
      if (Date.now() - startedAt > longestOutage) {
        throw new ShopUnreachableError(
          `The shop did not take ${method} ${path} for ${longestOutage / 1000} s${code === '' ? '' : ` (${code})`}.`,
        );
      }
      await sleep(Math.min(2_000, 25 * 2 ** attempt));
    }
  }

  close(): Promise<void> {
    return this.#agent.close();
  }

  /** Null where no answer came: whether the command was done is not known, and the key makes asking again safe. */
  async #once(method: string, path: string, options: CallOptions): Promise<Answer | null> {
    try {
      const token = await this.#tokens.of(options.as);
      const body = options.body === undefined ? undefined : JSON.stringify(options.body);
      const response = await fetch(`${this.#gateway}/api/v1${path}`, {
        method,
        dispatcher: this.#agent,
        headers: {
          Authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(options.key === undefined ? {} : { 'Idempotency-Key': keyOf(options.key, options.body) }),
          ...(options.wait === undefined ? {} : { Prefer: `wait=${options.wait}` }),
        },
        ...(body === undefined ? {} : { body }),
      });
      const text = await response.text();
      return { status: response.status, body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>) };
    } catch (error) {
      if (error instanceof RefusedError) throw error;
      return null;
    }
  }
}

/** The same row of the same content has the same key in every run; another content never meets it. */
function keyOf(key: string | { readonly alone: string }, body: unknown): string {
  if (typeof key !== 'string') return `import:${key.alone}`.slice(0, 250);
  return `${`import:${key}`.slice(0, 200)}:${shortHash(canonicalJson(body ?? null), 22)}`;
}
