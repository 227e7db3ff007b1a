import type { Grant, Provider } from 'oidc-provider';
import type { Realm } from './realm.ts';

/** Scopes a client may ask for. */
export const scopes = ['openid', 'profile', 'email'];

/** The shop's API as a resource server (RFC 8707): its tokens are JWTs that every service can verify alone. */
export function resourceOf(realm: Realm) {
  return {
    identifier: `urn:shop:${realm.api}`,
    info: { audience: realm.api, scope: '', accessTokenFormat: 'jwt', accessTokenTTL: realm.accessTokenSeconds },
  } as const;
}

/** Consent in full: all clients are the shop's own, so nobody is asked. */
export function grantAll(provider: Provider, clientId: string, accountId: string): Grant {
  const grant = new provider.Grant({ clientId, accountId });
  grant.addOIDCScope(scopes);
  return grant;
}
