import { InvalidTokenError } from './errors.ts';

/** RFC 6750 (2.1): the scheme in any letter case, one space, a token of the characters a bearer token may have. */
const bearer = /^bearer ([A-Za-z0-9._~+/-]+=*)$/i;

/**
 * The bearer token of an `Authorization` header; null where there is no such header. It is the only place a
 * token is taken from. Throws {@link InvalidTokenError} where the header is of another form.
 */
export function bearerToken(authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  const token = bearer.exec(authorization)?.[1];
  if (token === undefined) throw new InvalidTokenError('The Authorization header must be "Bearer" and one token.');
  return token;
}
