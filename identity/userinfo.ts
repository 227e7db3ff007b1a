import type { IncomingMessage, ServerResponse } from 'node:http';
import { bearerToken } from '@shop/platform/auth/bearer.ts';
import { InvalidTokenError, type TokenVerifier } from '@shop/platform/auth/verify-token.ts';
import type { Accounts } from './accounts.ts';
import { profileOf } from './claims.ts';

/** Who the bearer of an access token is (OpenID Connect Core, 5.3); 401 for anything but a user's good token. */
export async function handleUserinfo(
  verifier: TokenVerifier,
  accounts: Accounts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const user = await userOf(verifier, accounts, request.headers.authorization);
  if (!user) {
    response.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(profileOf(user)));
}

async function userOf(verifier: TokenVerifier, accounts: Accounts, authorization: string | undefined) {
  try {
    const token = bearerToken(authorization);
    return token === null ? undefined : accounts.byId((await verifier.verify(token)).sub);
  } catch (error) {
    if (error instanceof InvalidTokenError) return undefined;
    throw error;
  }
}
