import { z } from 'zod';
import { InvalidTokenError } from './errors.ts';
import type { Principal } from './principal.ts';
import { isRole } from './roles.ts';

const claimsSchema = z.object({
  sub: z.string().min(1).max(255),
  exp: z.number(),
  typ: z.string().optional(),
  azp: z.string().max(255).optional(),
  client_id: z.string().max(255).optional(),
  at_hash: z.unknown().optional(),
  c_hash: z.unknown().optional(),
  cnf: z.unknown().optional(),
  resource_access: z.record(z.string(), z.object({ roles: z.array(z.string()).max(100).optional() })).optional(),
});

/**
 * Reads the claims of a token whose signature, issuer, audience and times have been checked already.
 * `api` is the client whose roles count; roles of the realm or of other clients mean nothing.
 * Throws {@link InvalidTokenError} for anything but an access token.
 */
export function principalOf(headerType: unknown, payload: unknown, api: string): Principal {
  const parsed = claimsSchema.safeParse(payload);
  if (!parsed.success) throw new InvalidTokenError('The token lacks claims that are needed.');
  const claims = parsed.data;
  if (!isAccessToken(headerType, claims)) throw new InvalidTokenError('The token is not an access token.');
  const access = claims.resource_access;
  const granted = access && Object.hasOwn(access, api) ? (access[api]?.roles ?? []) : [];
  const held = Object.freeze([...new Set(granted.filter(isRole))]);
  return Object.freeze({
    sub: claims.sub,
    roles: held,
    client: held.includes('service'),
    clientId: claims.azp ?? claims.client_id ?? '',
    expiresAt: claims.exp * 1_000,
  });
}

/** Whether the realm marks its tokens as made for development: any value but `false` is such a mark. */
export function isDevelopment(payload: Readonly<Record<string, unknown>>): boolean {
  const mark = payload['development'];
  return mark !== undefined && mark !== false;
}

/**
 * An access token says so: by `typ: at+jwt` in its header (RFC 9068), or, as Keycloak does it, by a
 * header `JWT` and a claim `typ: Bearer` (ID tokens have `ID` there, refresh tokens `Refresh`).
 * A token bound to a key (`cnf`, RFC 7800) is not a bearer token.
 */
function isAccessToken(headerType: unknown, claims: z.infer<typeof claimsSchema>): boolean {
  if (claims.cnf !== undefined || claims.at_hash !== undefined || claims.c_hash !== undefined) return false;
  const type = typeof headerType === 'string' ? headerType.toLowerCase().replace(/^application\//, '') : '';
  if (type === 'at+jwt') return claims.typ === undefined || claims.typ === 'Bearer';
  return type === 'jwt' && claims.typ === 'Bearer';
}
