import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createTokenVerifier } from '@shop/platform/auth/verify-token.ts';
import type { Clock } from '@shop/platform/clock/port.ts';
import { drain, startListening } from '@shop/platform/http/listening.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import { Provider } from 'oidc-provider';
import { createAccounts } from './accounts.ts';
import { configurationOf, paths } from './configuration.ts';
import { handleLogin } from './login.ts';
import { registerPasswordGrant } from './password-grant.ts';
import { realm } from './realm.ts';
import { loadSecrets } from './secrets.ts';
import { handleUserinfo } from './userinfo.ts';

export interface IdentityProviderOptions {
  readonly host: string;
  /** 0 for a free port. */
  readonly port: number;
  /** Where keys and secrets are kept; null keeps them in memory, so that tokens end with the process. */
  readonly dataFolder: string | null;
  /** True refuses to start: the realm's passwords are known to everybody. */
  readonly production?: boolean | undefined;
  /** Where others reach the provider, e.g. `http://identity:8081`; made of host and port by default. */
  readonly publicUrl?: string | undefined;
  /** For closing accounts after wrong passwords; tokens carry the machine's own time. */
  readonly clock: Clock;
  readonly log: Log;
}

export interface IdentityProvider {
  readonly issuer: string;
  readonly jwksUri: string;
  readonly tokenEndpoint: string;
  /** The secret of a confidential client; throws for any other name. */
  clientSecret(clientId: string): string;
  close(): Promise<void>;
}

/** The realm has known passwords and must not meet real customers. */
export class DevelopmentRealmError extends Error {
  override readonly name = 'DevelopmentRealmError';
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Starts the embedded OpenID provider: the realm `shop` with the same clients, users and claims as Keycloak's.
 * Resolves when it listens. Throws {@link DevelopmentRealmError} in production
 * and `PortInUseError` where somebody else listens on the port.
 */
export async function startIdentityProvider(options: IdentityProviderOptions): Promise<IdentityProvider> {
  const { host, port, clock, log } = options;
  if (options.production && realm.development) {
    throw new DevelopmentRealmError('the embedded identity provider serves development only; in production use Keycloak');
  }
  const services = realm.clients.filter(({ kind }) => kind === 'service').map(({ id }) => id);
  const secrets = loadSecrets(options.dataFolder, services);
  const accounts = await createAccounts(realm, clock);

  const server = createServer({ requestTimeout: 10_000, headersTimeout: 5_000 });
  const taken = await startListening(server, { host, port, name: 'the identity provider' });
  const issuer = `${options.publicUrl ?? `http://${host}:${taken}`}/realms/${realm.name}`;
  const jwksUri = issuer + paths.jwks;

  const provider = new Provider(issuer, configurationOf(issuer, realm, secrets, accounts));
  registerPasswordGrant(provider, realm, accounts);
  provider.on('server_error', (_ctx, error) => log.error('the identity provider failed', { error: error.message }));
  provider.on('grant.error', (ctx, error) =>
    log.info('no token given', { client: ctx.oidc.client?.clientId, error: error.error }),
  );

  const protocol = provider.callback();
  const local = `http://${host}:${taken}/realms/${realm.name}`;
  const verifier = createTokenVerifier({ issuer, audience: realm.api, jwksUri: local + paths.jwks, clock });
  const handlerOf = (path: string): Handler => {
    if (path.startsWith(`${paths.login}/`)) return (request, response) => handleLogin(provider, accounts, request, response);
    if (path === paths.userinfo) return (request, response) => handleUserinfo(verifier, accounts, request, response);
    return protocol;
  };
  server.on('request', belowIssuer(issuer, handlerOf, log));

  return {
    issuer,
    jwksUri,
    tokenEndpoint: issuer + paths.token,
    clientSecret(clientId) {
      const secret = secrets.clientSecrets[clientId];
      if (secret === undefined) throw new Error(`${clientId} is not a confidential client`);
      return secret;
    },
    close: () => drain(server, 1_000),
  };
}

/** Routes what lies below the issuer's path; 404 for everything else. No answer may be framed or sniffed. */
function belowIssuer(issuer: string, handlerOf: (path: string) => Handler, log: Log) {
  const { pathname: base, host } = new URL(issuer);
  return (request: IncomingMessage & { originalUrl?: string }, response: ServerResponse): void => {
    const url = request.url ?? '/';
    response.setHeader('x-content-type-options', 'nosniff');
    response.setHeader(
      'content-security-policy',
      "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; frame-ancestors 'none'",
    );
    if (!url.startsWith(`${base}/`)) return void response.writeHead(404).end();
    // Addresses in answers are made of these: they are the issuer's, whatever the client claims to have called.
    request.headers.host = host;
    request.originalUrl = url;
    request.url = url.slice(base.length);
    const [path = ''] = request.url.split('?');
    handlerOf(path)(request, response).catch((error: unknown) => {
      log.error('the identity provider failed', { error: error instanceof Error ? error.message : String(error) });
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  };
}
