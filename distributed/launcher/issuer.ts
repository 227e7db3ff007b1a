import { join } from 'node:path';
import { readClientSecret } from '@shop/identity/secrets.ts';
import { startIdentityProvider } from '@shop/identity/start.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import type { Config } from '@shop/platform/config/config.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import { roleNames } from '../roles.ts';
import { makeClientSecrets } from './keycloak-secrets.ts';

/** Who issues tokens, and what a service needs to have its own. */
export interface Issuer {
  readonly issuer: string;
  readonly jwksUri: string | undefined;
  settingsOf(clientId: string): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export interface IssuerOptions {
  readonly dataFolder: string;
  readonly anyPort: boolean;
  readonly log: Log;
}

/** The issuer that `ISSUER` names, a local Keycloak; where none is named, the embedded provider in this process. */
export async function startIssuer(config: Config, { dataFolder, anyPort, log }: IssuerOptions): Promise<Issuer> {
  if (config.ISSUER !== undefined) return localKeycloak(config.ISSUER, config.JWKS_URI);
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
      return {
        ISSUER: identity.issuer,
        JWKS_URI: identity.jwksUri,
        CLIENT_ID: name,
        CLIENT_SECRET: readClientSecret(folder, name),
      };
    },
    close: () => identity.close(),
  };
}

async function localKeycloak(issuer: string, jwksUri: string | undefined): Promise<Issuer> {
  const secrets = await makeClientSecrets(issuer, roleNames);
  return {
    issuer,
    jwksUri,
    settingsOf: (name) => ({ ISSUER: issuer, CLIENT_ID: name, CLIENT_SECRET: secrets[name] ?? '' }),
    close: () => Promise.resolve(),
  };
}
