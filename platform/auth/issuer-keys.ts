import { type CryptoKey, importJWK, type JWK } from 'jose';
import { z } from 'zod';
import type { Clock } from '../clock/port.ts';
import { IssuerUnavailableError } from './errors.ts';
import { fetchJson } from './fetch-json.ts';

/** Signature algorithms that are accepted (RFC 7518), each with the key type it needs. */
export const acceptedAlgorithms = { RS256: 'RSA', PS256: 'RSA', ES256: 'EC' } as const;

const jwkSchema = z.looseObject({
  kty: z.string(),
  kid: z.string().optional(),
  alg: z.string().optional(),
  use: z.string().optional(),
});
const jwksSchema = z.object({ keys: z.array(jwkSchema).max(100) });
const discoverySchema = z.object({ issuer: z.string(), jwks_uri: z.url({ protocol: /^https?$/ }) });

export interface IssuerKeysOptions {
  readonly issuer: string;
  /** Where the keys are; found by OpenID discovery where it is left out. */
  readonly jwksUri?: string | undefined;
  readonly clock: Clock;
  /** Least time between two fetches, milliseconds: forged key ids cannot make us hammer the issuer. */
  readonly cooldownMs: number;
  /** Age at which the keys are fetched anew though none is missing, so that a withdrawn key ends. */
  readonly maxAgeMs: number;
  /** Called when a key is no longer published: what it signed must not be trusted any more. */
  readonly onWithdrawn: () => void;
}

export interface IssuerKeys {
  /**
   * The key of that id, null where the issuer has none that fits the algorithm. Throws
   * {@link IssuerUnavailableError} where the issuer cannot be asked and the key is not known.
   */
  find(kid: string, algorithm: string): Promise<CryptoKey | null>;
  /** Fetches the keys anew once they are older than `maxAgeMs`; a failure leaves the old ones in force. */
  refreshWhenOld(): Promise<void>;
}

/** After a failed fetch the issuer is asked again sooner than after a good one. */
const failureCooldownMs = 1_000;

/** The public keys of one issuer, fetched when needed and kept. */
export function createIssuerKeys(options: IssuerKeysOptions): IssuerKeys {
  const { clock, cooldownMs } = options;
  let published: ReadonlyMap<string, JWK> | null = null;
  let imported = new Map<string, CryptoKey>();
  let fetchedAt = 0;
  let nextFetchAt = -Infinity;
  let failure: unknown = null;
  let underWay: Promise<void> | null = null;

  const fetchKeys = async () => {
    try {
      const next = await fetchSigningKeys(options);
      const before = published;
      published = next;
      imported = new Map();
      failure = null;
      fetchedAt = clock.now();
      nextFetchAt = fetchedAt + cooldownMs;
      if (before && [...before].some(([kid, jwk]) => !sameKey(jwk, next.get(kid)))) options.onWithdrawn();
    } catch (error) {
      failure = error;
      nextFetchAt = clock.now() + Math.min(failureCooldownMs, cooldownMs);
    }
  };
  const refresh = async () => {
    if (!underWay && clock.now() < nextFetchAt) return;
    underWay ??= fetchKeys().finally(() => {
      underWay = null;
    });
    await underWay;
  };

  return {
    async find(kid, algorithm) {
      if (!published?.has(kid)) await refresh();
      const jwk = published?.get(kid);
      if (!jwk) {
        if (failure) throw new IssuerUnavailableError('the issuer of tokens does not answer', { cause: failure });
        return null;
      }
      if (!fits(jwk, algorithm)) return null;
      const name = `${algorithm} ${kid}`;
      const known = imported.get(name);
      if (known) return known;
      const key = await importJWK(jwk, algorithm);
      if (key instanceof Uint8Array) return null;
      imported.set(name, key);
      return key;
    },
    async refreshWhenOld() {
      if (published && clock.now() - fetchedAt >= options.maxAgeMs) await refresh();
    },
  };
}

function fits(jwk: JWK, algorithm: string): boolean {
  const needed = new Map<string, string>(Object.entries(acceptedAlgorithms)).get(algorithm);
  // 2048 bits of modulus are 342 characters of base64url; RFC 7518 (3.3) allows no shorter key.
  const strong = jwk.kty === 'RSA' ? (jwk.n?.length ?? 0) >= 342 : jwk.crv === 'P-256';
  return jwk.kty === needed && strong && (jwk.alg === undefined || jwk.alg === algorithm);
}

function sameKey(a: JWK, b: JWK | undefined): boolean {
  return b !== undefined && a.kty === b.kty && a.n === b.n && a.e === b.e && a.x === b.x && a.y === b.y;
}

async function fetchSigningKeys({ issuer, jwksUri }: IssuerKeysOptions): Promise<ReadonlyMap<string, JWK>> {
  const { keys } = jwksSchema.parse(await fetchOk(jwksUri ?? (await discoverJwksUri(issuer))));
  const signing = keys.filter((key) => key.use === undefined || key.use === 'sig');
  return new Map(signing.flatMap((key) => (key.kid === undefined ? [] : [[key.kid, key as JWK] as const])));
}

async function discoverJwksUri(issuer: string): Promise<string> {
  const found = discoverySchema.parse(await fetchOk(`${issuer}/.well-known/openid-configuration`));
  if (found.issuer !== issuer) throw new IssuerUnavailableError(`${issuer} calls itself by another name`);
  return found.jwks_uri;
}

async function fetchOk(url: string): Promise<unknown> {
  const { status, body } = await fetchJson(url);
  if (status !== 200) throw new IssuerUnavailableError(`${url} answered ${status}`);
  return body;
}
