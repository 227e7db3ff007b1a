import type { Principal } from '../auth/principal.ts';
import { isRole } from '../auth/roles.ts';
import { InvalidTokenError, type TokenVerifier } from '../auth/verify-token.ts';
import { sequenceIds } from '../ids/sequence.ts';
import type { Route } from './route.ts';
import { listen } from './server.ts';
import { createService, type RequestReport } from './service.ts';

/** Takes tokens of the form `role~sub` (several roles: `a+b~sub`) at their word. For tests of routes alone. */
export const trustingVerifier: TokenVerifier = {
  verify(token: string): Promise<Principal> {
    const [names = '', sub] = token.split('~');
    const roles = names.split('+').filter(isRole);
    if (!sub || roles.length === 0) return Promise.reject(new InvalidTokenError('The token is not valid.'));
    return Promise.resolve({
      sub,
      roles,
      client: roles.includes('service'),
      clientId: 'test',
      expiresAt: Number.MAX_SAFE_INTEGER,
    });
  },
};

export interface TestCall {
  /** A token for {@link trustingVerifier}, e.g. `customer~alice`. */
  readonly as?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as Idempotency-Key; a new one for every POST by default, `null` sends none. */
  readonly key?: string | null;
}

export interface TestAnswer {
  readonly status: number;
  readonly headers: Headers;
  // Tests look into answers of every shape.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly body: any;
}

export interface TestService extends AsyncDisposable {
  readonly url: string;
  readonly reports: readonly RequestReport[];
  /** Sends a request to `/api/v1{path}`, or to the path itself where it begins with `/internal` or `//`. */
  call(method: string, path: string, options?: TestCall): Promise<TestAnswer>;
}

let keys = 0;

/** Serves routes on a free loopback port, with answers checked against their schemas. */
export async function testService(routes: readonly Route[]): Promise<TestService> {
  const reports: RequestReport[] = [];
  const app = createService({
    name: 'test',
    routes,
    verifier: trustingVerifier,
    ids: sequenceIds(),
    checkAnswers: true,
    report: (report) => reports.push(report),
  });
  const server = await listen(app, { host: '127.0.0.1', port: 0, name: 'test' });
  return {
    url: server.url,
    reports,
    async call(method, path, options = {}) {
      const target = path.startsWith('/internal') ? path : path.startsWith('//') ? path.slice(1) : `/api/v1${path}`;
      const response = await fetch(`${server.url}${target}`, { method, headers: headersOf(method, options), ...bodyOf(options) });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: text === '' ? undefined : JSON.parse(text) };
    },
    [Symbol.asyncDispose]: () => server.close(100),
  };
}

function headersOf(method: string, options: TestCall): Record<string, string> {
  const key = options.key === undefined ? (method === 'POST' ? `key-${keys++}` : null) : options.key;
  return {
    ...(options.body === undefined ? {} : { 'Content-Type': 'application/json' }),
    ...(options.as === undefined ? {} : { Authorization: `Bearer ${options.as}` }),
    ...(key === null ? {} : { 'Idempotency-Key': key }),
    ...options.headers,
  };
}

function bodyOf(options: TestCall): { body?: string } {
  if (options.body === undefined) return {};
  return { body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body) };
}
