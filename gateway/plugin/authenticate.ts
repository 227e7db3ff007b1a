import { bearerToken } from '@shop/platform/auth/bearer.ts';
import { InvalidTokenError, IssuerUnavailableError, type TokenVerifier } from '@shop/platform/auth/verify-token.ts';
import { Problem, unavailable } from '@shop/platform/http/problem.ts';
import type { Step } from '../exchange.ts';

/**
 * Verifies the bearer token where one is sent, on public routes too. A token that is not accepted is told
 * later, once the limits have been looked at.
 */
export function authenticate(verifier: TokenVerifier): Step {
  return (request, _response, next) => {
    const { exchange } = request;
    const refuse = (error: unknown): void => {
      const problem = problemOfToken(error);
      if (problem === null) return next(error);
      exchange.tokenProblem = problem;
      next();
    };
    try {
      const token = bearerToken(exchange.headers.values.get('authorization'));
      if (token === null) return next();
      verifier.verify(token).then((principal) => {
        exchange.principal = principal;
        next();
      }, refuse);
    } catch (error) {
      refuse(error);
    }
  };
}

/** RFC 6750, 3: the challenge says what is wrong only where a token was sent. */
export function unauthorized(detail: string, code?: string): Problem {
  const challenge = code === undefined ? 'Bearer realm="shop"' : `Bearer realm="shop", error="${code}"`;
  return new Problem(401, 'unauthorized', detail, { headers: { 'WWW-Authenticate': challenge } });
}

function problemOfToken(error: unknown): Problem | null {
  if (error instanceof InvalidTokenError) return unauthorized(error.message, 'invalid_token');
  if (error instanceof IssuerUnavailableError) return unavailable('issuer-unavailable', 'Tokens cannot be checked right now.', 2);
  return null;
}
