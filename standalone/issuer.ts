import type { Teardown } from '@shop/composition/teardown.ts';
import { startIdentityProvider } from '@shop/identity/start.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import type { Config } from '@shop/platform/config/config.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';

/** The issuer that the configuration names; else the embedded one. */
export async function issuerOf(config: Config, dataFolder: string, log: Log, teardown: Teardown) {
  if (config.ISSUER !== undefined) return { issuer: config.ISSUER, jwksUri: config.JWKS_URI };
  const identity = await startIdentityProvider({
    host: config.HOST,
    port: config.ISSUER_PORT,
    dataFolder,
    production: config.MODE === 'production',
    clock: systemClock,
    log: log.child({ service: 'identity' }),
  });
  teardown.add('identity provider', () => identity.close());
  return identity;
}
