import type { ClientMetadata, Configuration } from 'oidc-provider';
import type { Accounts } from './accounts.ts';
import { accessClaims, profileOf } from './claims.ts';
import { grantAll, resourceOf, scopes } from './grants.ts';
import { page } from './pages.ts';
import type { Realm, RealmClient } from './realm.ts';
import type { Secrets } from './secrets.ts';
import { createState } from './state.ts';

/** Paths below the issuer, as in Keycloak. */
export const paths = {
  authorization: '/protocol/openid-connect/auth',
  token: '/protocol/openid-connect/token',
  jwks: '/protocol/openid-connect/certs',
  userinfo: '/protocol/openid-connect/userinfo',
  revocation: '/protocol/openid-connect/revoke',
  end_session: '/protocol/openid-connect/logout',
  /** Followed by the id of the sign-in under way. */
  login: '/login-actions/authenticate',
} as const;

/** How oidc-provider is set up to look like Keycloak's realm. */
export function configurationOf(issuer: string, realm: Realm, secrets: Secrets, accounts: Accounts): Configuration {
  const { login, ...routes } = paths;
  const resource = resourceOf(realm);
  const webOrigins = new Set(realm.webRedirectUris.map((uri) => new URL(uri).origin));
  return {
    adapter: createState(Date.now),
    jwks: { keys: secrets.signingKeys },
    clients: realm.clients.map((client) => clientOf(realm, client, secrets)),
    clientAuthMethods: ['client_secret_basic', 'none'],
    clientBasedCORS: (_ctx, origin) => webOrigins.has(origin),
    cookies: { keys: secrets.cookieKeys },
    routes,
    scopes,
    claims: {
      openid: ['sub'],
      profile: ['preferred_username', 'name', 'given_name', 'family_name'],
      email: ['email', 'email_verified'],
    },
    responseTypes: ['code'],
    pkce: { required: () => true },
    ttl: {
      AccessToken: realm.accessTokenSeconds,
      ClientCredentials: realm.accessTokenSeconds,
      IdToken: realm.accessTokenSeconds,
      RefreshToken: realm.refreshTokenSeconds,
      Grant: realm.refreshTokenSeconds,
      Session: realm.refreshTokenSeconds,
      Interaction: 3_600,
      AuthorizationCode: 60,
    },
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      // Its own userinfo endpoint takes opaque tokens only; ours (userinfo.ts) takes the JWTs that are given out.
      userinfo: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      dPoP: { enabled: false },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.type = 'html';
          ctx.body = page(
            'Sign out',
            `${form}<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>`,
          );
        },
        postLogoutSuccessSource: (ctx) => {
          ctx.type = 'html';
          ctx.body = page('Signed out', '<p>You are signed out.</p>');
        },
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource.identifier,
        useGrantedResource: () => true,
        getResourceServerInfo: () => resource.info,
      },
    },
    discovery: { userinfo_endpoint: issuer + paths.userinfo },
    interactions: { url: (_ctx, { uid }) => `${new URL(issuer).pathname}${login}/${uid}` },
    expiresWithSession: () => false,
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    findAccount: (_ctx, id) => {
      const user = accounts.byId(id);
      return user && { accountId: id, claims: () => profileOf(user) };
    },
    loadExistingGrant: async (ctx) => {
      const { session, client, provider } = ctx.oidc;
      if (!client || !session?.accountId) return undefined;
      const known = session.grantIdFor(client.clientId);
      const found = known === undefined ? undefined : await provider.Grant.find(known);
      if (found) return found;
      const grant = grantAll(provider, client.clientId, session.accountId);
      await grant.save();
      return grant;
    },
    extraTokenClaims: (_ctx, token) =>
      accessClaims(realm, token, token.kind === 'AccessToken' ? accounts.byId(token.accountId) : undefined),
    renderError: (ctx, { error }) => {
      ctx.type = 'html';
      ctx.body = page(
        'This did not work',
        `<p>${error === 'server_error' ? 'Something went wrong.' : 'The request is not valid any more, or never was.'}</p>`,
      );
    },
  };
}

function clientOf(realm: Realm, { id, kind }: RealmClient, secrets: Secrets): ClientMetadata {
  const common = { client_id: id, response_types: [], redirect_uris: [] };
  switch (kind) {
    case 'cli':
      return { ...common, token_endpoint_auth_method: 'none', grant_types: ['password', 'refresh_token'] };
    case 'web':
      return {
        ...common,
        token_endpoint_auth_method: 'none',
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token'],
        redirect_uris: [...realm.webRedirectUris],
        post_logout_redirect_uris: [...realm.webLogoutUris],
      };
    case 'service':
      return {
        ...common,
        token_endpoint_auth_method: 'client_secret_basic',
        grant_types: ['client_credentials'],
        client_secret: secrets.clientSecrets[id],
      };
  }
}
