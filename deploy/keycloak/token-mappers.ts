import type { Realm } from '@shop/identity/realm.ts';

interface Mapper {
  readonly name: string;
  readonly protocol: 'openid-connect';
  readonly protocolMapper: string;
  readonly config: Readonly<Record<string, string>>;
}

/**
 * What a client adds to its access tokens: the audience, without which every service refuses them, and in a realm for
 * development the mark by which production refuses them (platform/auth/verify-token.ts). ID tokens carry neither.
 * Roles and profile come with Keycloak's own client scopes.
 */
export function mappersOf(realm: Realm): readonly Mapper[] {
  const audience: Mapper = {
    name: 'audience',
    protocol: 'openid-connect',
    protocolMapper: 'oidc-audience-mapper',
    config: { 'included.client.audience': realm.api, 'access.token.claim': 'true', 'id.token.claim': 'false' },
  };
  const development: Mapper = {
    name: 'development',
    protocol: 'openid-connect',
    protocolMapper: 'oidc-hardcoded-claim-mapper',
    config: {
      'claim.name': 'development',
      'claim.value': 'true',
      'jsonType.label': 'boolean',
      'access.token.claim': 'true',
      'id.token.claim': 'false',
      'userinfo.token.claim': 'false',
    },
  };
  return realm.development ? [audience, development] : [audience];
}
