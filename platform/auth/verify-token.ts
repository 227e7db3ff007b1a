import { hash } from 'node:crypto';
import { errors, jwtVerify } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock/port.ts';
import { isDevelopment, principalOf } from './access-token.ts';
import { hasDuplicateNames } from './duplicate-names.ts';
import { DevelopmentTokenError, InvalidTokenError } from './errors.ts';
import { acceptedAlgorithms, createIssuerKeys } from './issuer-keys.ts';
import type { Principal } from './principal.ts';

export { DevelopmentTokenError, InvalidTokenError, IssuerUnavailableError } from './errors.ts';
export type { Principal } from './principal.ts';

/** Tokens longer than this are refused unread. */
export const maxTokenBytes = 8 * 1024;
/** How far the issuer's clock and ours may differ. */
const clockToleranceSeconds = 5;

export interface TokenVerifierOptions {
  /** Compared character by character with `iss`. */
  readonly issuer: string;
  /** Must stand in `aud`. */
  readonly audience: string;
  /** Where the issuer's keys are; found by discovery where it is left out. */
  readonly jwksUri?: string | undefined;
  /** The client whose roles count; `shop-api` by default. */
  readonly clientId?: string | undefined;
  /** Production: tokens of a realm whose passwords everybody knows are refused; such a realm marks its tokens. */
  readonly refuseDevelopment?: boolean | undefined;
  readonly clock: Clock;
  /** Least milliseconds between two fetches of the keys; 30 s by default. */
  readonly cooldownMs?: number | undefined;
  /** Age at which the keys are fetched anew; 10 min by default. */
  readonly maxKeyAgeMs?: number | undefined;
  /** Most verified tokens remembered; 5,000 by default. */
  readonly cacheSize?: number | undefined;
}

export interface TokenVerifier {
  /**
   * Whom the token speaks for. Throws {@link InvalidTokenError} (401), of which {@link DevelopmentTokenError} is one
   * kind, or `IssuerUnavailableError` (503) where the issuer's keys cannot be had.
   */
  verify(token: string): Promise<Principal>;
}

/**
 * Verifies access tokens as RFC 8725 advises: pinned issuer and algorithms, required audience, expiry
 * and type. A `kid` is only compared with the published ones; keys or addresses a token brings along are
 * ignored. What was verified once is remembered by its SHA-256 until it expires.
 */
export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { issuer, audience, clock, clientId = 'shop-api', refuseDevelopment = false } = options;
  const verified = new LRUCache<string, Principal>({ max: options.cacheSize ?? 5_000 });
  const keys = createIssuerKeys({
    issuer,
    jwksUri: options.jwksUri,
    clock,
    cooldownMs: options.cooldownMs ?? 30_000,
    maxAgeMs: options.maxKeyAgeMs ?? 600_000,
    onWithdrawn: () => verified.clear(),
  });

  const check = async (token: string): Promise<Principal> => {
    const { payload, protectedHeader } = await jwtVerify(
      token,
      async ({ kid, alg }) => {
        const key = typeof kid === 'string' ? await keys.find(kid, alg) : null;
        if (!key) throw new InvalidTokenError('The token is signed by a key that is not known.');
        return key;
      },
      {
        issuer,
        audience,
        algorithms: Object.keys(acceptedAlgorithms),
        clockTolerance: clockToleranceSeconds,
        currentDate: new Date(clock.now()),
      },
    );
    const [head = '', body = ''] = token.split('.');
    if (hasDuplicateNames(decoded(head)) || hasDuplicateNames(decoded(body))) {
      throw new InvalidTokenError('The token names a claim twice.');
    }
    if (refuseDevelopment && isDevelopment(payload)) throw new DevelopmentTokenError('The token is of a development realm.');
    return principalOf(protectedHeader.typ, payload, clientId);
  };

  return {
    async verify(token) {
      if (token.length > maxTokenBytes) throw new InvalidTokenError('The token is too long.');
      await keys.refreshWhenOld();
      const digest = hash('sha256', token, 'base64');
      const known = verified.get(digest);
      if (known && clock.now() < known.expiresAt) return known;
      try {
        const principal = await check(token);
        verified.set(digest, principal);
        return principal;
      } catch (error) {
        throw refusal(error);
      }
    },
  };
}

function decoded(part: string): string {
  return Buffer.from(part, 'base64url').toString('utf8');
}

/** What a caller is told; everything that is not the token's fault goes on as it is. */
function refusal(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return new InvalidTokenError('The token has expired.', { cause: error });
  if (error instanceof errors.JWTClaimValidationFailed) {
    return new InvalidTokenError('The token is not meant for this service, or not valid yet.', { cause: error });
  }
  if (error instanceof errors.JOSEError) return new InvalidTokenError('The token is not valid.', { cause: error });
  return error;
}
