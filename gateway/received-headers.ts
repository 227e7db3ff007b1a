/**
 * Request headers that go on to a service. Every other one stays at the gateway, so that no header which
 * claims an identity, a method, a host or an address can reach a service under any spelling.
 */
const forwarded = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'authorization',
  'cache-control',
  'consistency-token',
  'content-type',
  'idempotency-key',
  'if-match',
  'if-none-match',
  'prefer',
  'tracestate',
]);

/** Headers that must stand once at most: two parties could each read another one. */
const singular = new Set([
  'authorization',
  'consistency-token',
  'content-encoding',
  'content-length',
  'content-type',
  'host',
  'idempotency-key',
  'transfer-encoding',
]);

/** What the gateway itself reads. */
const read = new Set([
  'authorization',
  'connection',
  'content-encoding',
  'content-length',
  'idempotency-key',
  'origin',
  'access-control-request-method',
  'prefer',
  'traceparent',
  'transfer-encoding',
  'x-correlation-id',
  'x-forwarded-for',
]);

/** The headers of a request, read once. */
export interface ReceivedHeaders {
  /** Values the gateway reads, by lower-case name; repeated ones joined by a comma. */
  readonly values: ReadonlyMap<string, string>;
  /** Names and values that go on to the service, alternating. */
  readonly forward: string[];
  /** A header that must not stand twice but does. */
  readonly repeated: string | null;
}

/**
 * Reads a request's headers as they came (names and values alternating). What `Connection` names is meant
 * for this hop alone (RFC 9110, 7.6.1) and treated as if it had not been sent.
 */
export function readHeaders(raw: readonly string[]): ReceivedHeaders {
  const values = new Map<string, string>();
  const forward: string[] = [];
  let once: Set<string> | null = null;
  let repeated: string | null = null;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = (raw[i] as string).toLowerCase();
    const value = raw[i + 1] as string;
    if (singular.has(name)) {
      once ??= new Set();
      if (once.has(name)) repeated = name;
      once.add(name);
    }
    if (read.has(name)) {
      const before = values.get(name);
      values.set(name, before === undefined ? value : `${before}, ${value}`);
    }
    if (forwarded.has(name)) forward.push(name, value);
  }
  const connection = values.get('connection');
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return { values, forward, repeated };
  return { values, forward: dropHopByHop(values, forward, connection), repeated };
}

/** Framing is not the client's to take away. */
const framing = new Set(['content-length', 'transfer-encoding']);

function dropHopByHop(values: Map<string, string>, forward: readonly string[], connection: string): string[] {
  const named = new Set(connection.split(',').map((name) => name.trim().toLowerCase()));
  for (const name of named) if (!framing.has(name)) values.delete(name);
  return forward.filter((_, i) => !named.has(forward[i - (i % 2)] as string));
}
