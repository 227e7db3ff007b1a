import { errors, type Provider } from 'oidc-provider';
import type { Accounts } from './accounts.ts';
import { grantAll, resourceOf } from './grants.ts';
import type { Realm } from './realm.ts';

interface PasswordParameters {
  readonly username?: unknown;
  readonly password?: unknown;
}

/**
 * The resource owner password grant (RFC 6749, 4.3), for scripts and test tools in development. A wrong name or
 * password is `invalid_grant` (400) in the same words.
 */
export function registerPasswordGrant(provider: Provider, realm: Realm, accounts: Accounts): void {
  const resource = resourceOf(realm);
  const api = new provider.ResourceServer(resource.identifier, resource.info);

  provider.registerGrantType<PasswordParameters>(
    'password',
    async (ctx) => {
      const { client, params } = ctx.oidc;
      const { username, password } = params;
      if (typeof username !== 'string' || typeof password !== 'string') {
        throw new errors.InvalidRequest('username and password are required');
      }
      const user = await accounts.authenticate(username, password);
      if (!user) throw new errors.InvalidGrant('invalid user credentials');

      const grantId = await grantAll(provider, client.clientId, user.id).save();
      const of = { client, accountId: user.id, grantId, gty: 'password' };
      const accessToken = new provider.AccessToken({ ...of, resourceServer: api });
      const refreshToken = new provider.RefreshToken({ ...of, scope: 'openid', resource: resource.identifier, rotations: 0 });
      // Found by the function that adds the user's roles to the token.
      ctx.oidc.entity('Account', { accountId: user.id, claims: () => ({ sub: user.id }) });
      ctx.body = {
        access_token: await accessToken.save(),
        refresh_token: await refreshToken.save(),
        token_type: accessToken.tokenType,
        expires_in: accessToken.expiration,
      };
    },
    ['username', 'password', 'scope'],
  );
}
