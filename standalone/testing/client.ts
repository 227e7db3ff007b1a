import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, fetch } from 'undici';

export type User = 'alice' | 'bob' | 'carol' | 'walt' | 'sam' | 'ada';

/** JSON of whatever shape a test expects; what is not there reads undefined. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = any;

export interface Reply {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  readonly body: Json;
}

export interface Ask {
  readonly as?: User;
  readonly body?: unknown;
  /** Idempotency-Key; a new one for every POST by default, null for none. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The public API as people use it. */
export interface Client {
  token(user: User): Promise<string>;
  /** `path` is under /api/v1. */
  ask(method: string, path: string, ask?: Ask): Promise<Reply>;
  /** Asks until the answer is as wanted; fails with the last answer after 20 s, or as long as it may take. */
  until(path: string, as: User, wanted: (body: Json) => boolean, patienceMs?: number): Promise<Json>;
}

const usualPatienceMs = 20_000;

export function createClient(gateway: string, issuer: string): Client {
  const tokens = new Map<User, Promise<string>>();
  const agent = new Agent({ connections: 64, pipelining: 1, headersTimeout: 60_000 });

  async function signIn(user: User): Promise<string> {
    const response = await fetch(`${issuer}/protocol/openid-connect/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'password', client_id: 'shop-cli', username: user, password: 'shop-demo' }),
    });
    const body = (await response.json()) as { access_token?: string };
    if (!body.access_token) throw new Error(`${user} cannot sign in: ${JSON.stringify(body)}`);
    return body.access_token;
  }

  const token = (user: User): Promise<string> => {
    const known = tokens.get(user) ?? signIn(user);
    tokens.set(user, known);
    return known;
  };

  async function ask(method: string, path: string, { as, body, key, headers }: Ask = {}): Promise<Reply> {
    const chosen = key === undefined ? (method === 'POST' ? randomUUID() : null) : key;
    const response = await fetch(`${gateway}/api/v1${path}`, {
      method,
      dispatcher: agent,
      headers: {
        ...(as === undefined ? {} : { Authorization: `Bearer ${await token(as)}` }),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(chosen === null ? {} : { 'Idempotency-Key': chosen }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
  }

  async function until(path: string, as: User, wanted: (body: Json) => boolean, patienceMs = usualPatienceMs): Promise<Json> {
    const startedAt = Date.now();
    for (;;) {
      const { status, body } = await ask('GET', path, { as });
      if (status === 200 && wanted(body)) return body;
      if (Date.now() - startedAt > patienceMs) throw new Error(`${path} is still ${status} ${JSON.stringify(body)}`);
      await sleep(25);
    }
  }

  return { token, ask, until };
}
