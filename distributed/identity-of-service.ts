import { needed } from '@shop/composition/adapters/setting.ts';
import { createServiceTokenSource, type ServiceTokenSource, tokenEndpointOf } from '@shop/platform/auth/service-token.ts';
import { createTokenVerifier, type TokenVerifier } from '@shop/platform/auth/verify-token.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import type { Config } from '@shop/platform/config/config.ts';

const audience = 'shop-api';

/** Checks the tokens of whoever asks this service. Throws `ConfigError` where no issuer is set. */
export function verifierOf(config: Config): TokenVerifier {
  const issuer = needed(config, 'ISSUER', 'a service that runs as a process of its own');
  return createTokenVerifier({ issuer, audience, jwksUri: config.JWKS_URI, clock: systemClock });
}

/** This service's own tokens, for calls of other services. Throws `ConfigError` where its client is not set. */
export function tokensOf(config: Config, role: string): ServiceTokenSource {
  const issuer = needed(config, 'ISSUER', 'a service that runs as a process of its own');
  return createServiceTokenSource({
    tokenEndpoint: config.TOKEN_URI ?? tokenEndpointOf(issuer),
    clientId: config.CLIENT_ID ?? role,
    clientSecret: needed(config, 'CLIENT_SECRET', 'a service that runs as a process of its own'),
    clock: systemClock,
  });
}
