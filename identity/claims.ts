import type { AccessToken, ClientCredentials } from 'oidc-provider';
import type { Role } from '@shop/platform/auth/roles.ts';
import type { Realm, RealmUser } from './realm.ts';

/** What the ID token and the userinfo endpoint tell of a user. */
export function profileOf(user: RealmUser) {
  return {
    sub: user.id,
    preferred_username: user.username,
    name: `${user.firstName} ${user.lastName}`,
    given_name: user.firstName,
    family_name: user.lastName,
    email: user.email,
    email_verified: true,
  };
}

/** The claims by which an access token looks like one of Keycloak's. */
export function accessClaims(realm: Realm, token: AccessToken | ClientCredentials, user: RealmUser | undefined) {
  const roles: readonly Role[] = token.kind === 'ClientCredentials' ? ['service'] : (user?.roles ?? []);
  return {
    typ: 'Bearer',
    azp: token.clientId,
    preferred_username: user?.username ?? `service-account-${token.clientId}`,
    resource_access: { [realm.api]: { roles } },
    // Services in production refuse such a token (platform/auth/verify-token.ts).
    ...(realm.development ? { development: true } : {}),
  };
}
