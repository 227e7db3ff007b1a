import type { Realm, RealmClient } from '@shop/identity/realm.ts';
import { roles } from '@shop/platform/auth/roles.ts';
import { serviceUser, user } from './realm-users.ts';
import { mappersOf } from './token-mappers.ts';

/** Roles of people; a person's token carries none but these. */
const rolesOfPeople = roles.filter((role) => role !== 'service');

/** The variable of the environment from which Keycloak takes a service's secret while it imports the realm. */
export function secretVariable(clientId: string): string {
  return `${clientId.toUpperCase().replaceAll('-', '_')}_CLIENT_SECRET`;
}

/**
 * The realm as a file that Keycloak imports (`--import-realm`): the same users, clients, claims and lifetimes as
 * those of the embedded provider. It holds no secret of a service: `${…_CLIENT_SECRET}` is replaced at the import, and
 * stays as it stands where the variable is not set, so whoever starts Keycloak must set them all.
 */
export function realmFile(realm: Realm) {
  return {
    realm: realm.name,
    displayName: 'Shop (development)',
    enabled: true,
    // Plain HTTP from private addresses alone.
    sslRequired: 'external',
    defaultSignatureAlgorithm: 'RS256',
    registrationAllowed: false,
    resetPasswordAllowed: false,
    editUsernameAllowed: false,
    revokeRefreshToken: false,
    accessTokenLifespan: realm.accessTokenSeconds,
    accessCodeLifespan: 60,
    // A refresh token lives as long as its session may be idle.
    ssoSessionIdleTimeout: realm.refreshTokenSeconds,
    ssoSessionMaxLifespan: realm.refreshTokenSeconds,
    // As the embedded provider does it: five free attempts, then a wait that grows to a minute.
    bruteForceProtected: true,
    permanentLockout: false,
    failureFactor: 5,
    waitIncrementSeconds: 1,
    maxFailureWaitSeconds: 60,
    minimumQuickLoginWaitSeconds: 1,
    quickLoginCheckMilliSeconds: 0,
    maxDeltaTimeSeconds: 3_600,
    eventsEnabled: false,
    roles: { client: { [realm.api]: roles.map((name) => ({ name })) } },
    clients: [api(realm), ...realm.clients.map((client) => clientOf(realm, client))],
    clientScopeMappings: {
      [realm.api]: realm.clients.map(({ id, kind }) => ({ client: id, roles: kind === 'service' ? ['service'] : rolesOfPeople })),
    },
    users: [
      ...realm.users.map((person) => user(realm, person)),
      ...realm.clients.filter(({ kind }) => kind === 'service').map(({ id }) => serviceUser(realm, id)),
    ],
  };
}

/** What tokens are for: it signs nobody in, and holds the roles. */
function api(realm: Realm) {
  return { clientId: realm.api, enabled: true, ...signsIn({}), publicClient: false, fullScopeAllowed: false };
}

/** Names and addresses of people stand in a token only where they are asked for. */
const scopes = {
  defaultClientScopes: ['basic', 'acr', 'roles', 'web-origins'],
  optionalClientScopes: ['profile', 'email'],
};

interface Flows {
  readonly code?: boolean;
  readonly password?: boolean;
  readonly service?: boolean;
}

/** All flows are named: what is left out of a realm file is not off by itself. */
function signsIn({ code = false, password = false, service = false }: Flows) {
  return {
    standardFlowEnabled: code,
    implicitFlowEnabled: false,
    directAccessGrantsEnabled: password,
    serviceAccountsEnabled: service,
  };
}

function clientOf(realm: Realm, { id, kind }: RealmClient) {
  const common = { clientId: id, enabled: true, fullScopeAllowed: false, protocolMappers: mappersOf(realm), ...scopes };
  switch (kind) {
    case 'cli':
      return { ...common, ...signsIn({ password: true }), publicClient: true };
    case 'web':
      return {
        ...common,
        ...signsIn({ code: true }),
        publicClient: true,
        redirectUris: realm.webRedirectUris,
        // `+`: the origins of the addresses above.
        webOrigins: ['+'],
        attributes: {
          'pkce.code.challenge.method': 'S256',
          'post.logout.redirect.uris': realm.webLogoutUris.join('##'),
        },
      };
    case 'service':
      return {
        ...common,
        ...signsIn({ service: true }),
        publicClient: false,
        clientAuthenticatorType: 'client-secret',
        secret: `\${${secretVariable(id)}}`,
      };
  }
}
