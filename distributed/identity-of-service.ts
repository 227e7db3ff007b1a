import { needed } from '@shop/composition/adapters/setting.ts';
import { createServiceTokenSource, type ServiceTokenSource, tokenEndpointOf } from '@shop/platform/auth/service-token.ts';
import { createTokenVerifier, DevelopmentTokenError, type TokenVerifier } from '@shop/platform/auth/verify-token.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import { type Config, ConfigError } from '@shop/platform/config/config.ts';

const audience = 'shop-api';

/** Checks the tokens of whoever asks this service. Throws `ConfigError` where no issuer is set. */
export function verifierOf(config: Config): TokenVerifier {
  const issuer = needed(config, 'ISSUER', 'a service that runs as a process of its own');
  const refuseDevelopment = config.MODE === 'production';
  return createTokenVerifier({ issuer, audience, jwksUri: config.JWKS_URI, refuseDevelopment, clock: systemClock });
}

/**
 * In production, looks at this service's own token before anything is served: throws `ConfigError` where the realm is one
 * for development, `IssuerUnavailableError` where it cannot be asked yet.
 */
export async function refuseDevelopmentRealm(
  { MODE }: Pick<Config, 'MODE'>,
  { tokens, verifier }: { readonly tokens: ServiceTokenSource; readonly verifier: TokenVerifier },
): Promise<void> {
  if (MODE !== 'production') return;
  try {
    await verifier.verify(await tokens.token());
  } catch (error) {
    if (!(error instanceof DevelopmentTokenError)) throw error;
    throw new ConfigError('ISSUER: is a realm for development, which MODE=production refuses', { cause: error });
  }
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
