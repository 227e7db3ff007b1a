import { EventStoreDBClient } from '@eventstore/db-client';
import { EventStoreOpenError } from '../open-error.ts';

const known = [
  ...['tls', 'tlsVerifyCert', 'tlsCAFile', 'userCertFile', 'userKeyFile', 'dnsDiscover', 'nodePreference'],
  ...['maxDiscoverAttempts', 'discoveryInterval', 'gossipTimeout', 'connectionName', 'defaultDeadline'],
  ...['keepAliveInterval', 'keepAliveTimeout', 'throwOnAppendFailure'],
];

/** The client's default, milliseconds. */
const keepAliveTimeout = 10_000;
/** Stands for "never": a timer of Node holds at most 2^31 - 1 ms. */
const longest = 2_000_000_000;

/**
 * Throws `EventStoreOpenError` with one sentence where a connection string cannot be used. The sentence has no part
 * of the string in it, which holds a password; the client itself would print it whole for an option it does not know.
 */
export function checkConnectionString(connectionString: string): void {
  for (const [key, value] of optionsOf(connectionString)) {
    if (!known.some((name) => flat(name) === flat(key))) {
      throw refused(`one of its options is not known; there are ${known.join(', ')}`);
    }
    if (flat(key) === flat('tlsVerifyCert') && value === 'false') {
      throw refused('a certificate is always verified; name its authority with tlsCAFile');
    }
  }
  connect(connectionString);
}

/**
 * A client for a connection of its own. gRPC shares one connection between channels whose settings are equal, so each
 * lane waits a millisecond longer for the answer to a ping than the one before it.
 */
export function connectLane(connectionString: string, lane: number): EventStoreDBClient {
  const entries = optionsOf(connectionString);
  const isTimeout = ([key]: readonly [string, string]): boolean => flat(key) === flat('keepAliveTimeout');
  const asked = Number.parseInt(entries.find(isTimeout)?.[1] ?? '', 10);
  const timeout = Number.isNaN(asked) ? keepAliveTimeout : asked < 0 ? longest : asked;
  const kept = entries.filter((entry) => !isTimeout(entry)).map(([key, value]) => `${key}=${value}`);
  const [base = ''] = splitAtQuery(connectionString);
  return connect(`${base}?${[...kept, `keepAliveTimeout=${timeout + lane}`].join('&')}`);
}

function connect(connectionString: string): EventStoreDBClient {
  try {
    return EventStoreDBClient.connectionString(connectionString);
  } catch (error) {
    throw refused(reasonOf(error));
  }
}

/** The client's parser says where it stumbled and what it expected there; its message quotes the string. */
function reasonOf(error: unknown): string {
  if (error instanceof Error && 'location' in error && 'expected' in error && Array.isArray(error.location)) {
    return `at character ${Number(error.location[0]) + 1} it should have ${String(error.expected)}`;
  }
  if (error instanceof URIError) return 'its user or password is not percent-encoded';
  return error instanceof Error && /certificate|CertFile/.test(error.message)
    ? 'its certificate files cannot be loaded'
    : 'the client refuses it';
}

function refused(why: string): EventStoreOpenError {
  return new EventStoreOpenError(`The connection string of EventStoreDB cannot be used: ${why}.`);
}

function optionsOf(connectionString: string): (readonly [string, string])[] {
  const [, query = ''] = splitAtQuery(connectionString);
  return query.split('&').flatMap((part) => {
    const [key = '', ...value] = part.split('=');
    return key === '' ? [] : [[key, value.join('=')] as const];
  });
}

/** A password may hold a question mark: options stand behind the last at-sign. */
function splitAtQuery(connectionString: string): readonly [string, string] {
  const trimmed = connectionString.trim().replace(/\/+$/, '');
  const at = trimmed.indexOf('?', trimmed.lastIndexOf('@') + 1);
  return at < 0 ? [trimmed, ''] : [trimmed.slice(0, at), trimmed.slice(at + 1)];
}

/** Options are told apart as the client does: without case, hyphens and underscores. */
function flat(text: string): string {
  return text.trim().toLowerCase().replace(/[_-]/g, '');
}
