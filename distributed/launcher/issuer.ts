import { join } from 'node:path';
import { needed } from '@shop/composition/adapters/setting.ts';
import { readClientSecret } from '@shop/identity/secrets.ts';
import { startIdentityProvider } from '@shop/identity/start.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import type { Config } from '@shop/platform/config/config.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';

/** Who issues tokens, and what a service needs to have its own. */
export interface Issuer {
  readonly issuer: string;
  readonly jwksUri: string | undefined;
  settingsOf(clientId: string): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Projectors and queries ask nobody in another service's name; they have no client of their own in the realm. */
const clientOf: Readonly<Record<string, string>> = {
  'product-projectors': 'product-queries',
  'order-projectors': 'order-queries',
};

export interface IssuerOptions {
  readonly dataFolder: string;
  readonly anyPort: boolean;
  readonly log: Log;
}

/**
 * The issuer that `ISSUER` names, with client secrets from `CLIENT_SECRETS` in the settings' file of the realm; where
 * none is named, the embedded provider in this process.
 */
export async function startIssuer(config: Config, { dataFolder, anyPort, log }: IssuerOptions): Promise<Issuer> {
  if (config.ISSUER !== undefined) return externalIssuer(config);
  const folder = join(dataFolder, 'identity');
  const identity = await startIdentityProvider({
    host: config.HOST,
    port: anyPort ? 0 : config.ISSUER_PORT,
    dataFolder: folder,
    production: config.MODE === 'production',
    clock: systemClock,
    log: log.child({ service: 'identity' }),
  });
  return {
    issuer: identity.issuer,
    jwksUri: identity.jwksUri,
    settingsOf(name) {
      const clientId = clientOf[name] ?? name;
      return {
        ISSUER: identity.issuer,
        JWKS_URI: identity.jwksUri,
        CLIENT_ID: clientId,
        CLIENT_SECRET: readClientSecret(folder, clientId),
      };
    },
    close: () => identity.close(),
  };
}

function externalIssuer(config: Config): Issuer {
  const issuer = needed(config, 'ISSUER', 'an issuer of its own');
  const secret = needed(config, 'CLIENT_SECRET', 'ISSUER');
  return {
    issuer,
    jwksUri: config.JWKS_URI,
    settingsOf: (name) => ({ ISSUER: issuer, CLIENT_ID: clientOf[name] ?? name, CLIENT_SECRET: secret }),
    close: () => Promise.resolve(),
  };
}
