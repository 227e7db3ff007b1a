import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import type { Clock } from '../clock/port.ts';

/** A key pair of a test issuer and the public half as it is published. */
export interface TestKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** Makes a signing key. */
export async function testKey(kid: string, alg = 'RS256'): Promise<TestKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
}

/** What a test may change of a token: header fields, and claims, where `undefined` takes one out. */
export interface TokenChanges {
  readonly key?: TestKey;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
}

export interface TestIssuer {
  readonly issuer: string;
  readonly jwksUri: string;
  readonly key: TestKey;
  /** How often the keys were fetched. */
  readonly fetches: () => number;
  /** Publishes these keys from now on. */
  publish(...keys: readonly TestKey[]): void;
  /** Answers 503 while set. */
  fail(failing: boolean): void;
  /** A good access token for `alice`, a customer, with the changes asked for. */
  token(changes?: TokenChanges): Promise<string>;
  close(): Promise<void>;
}

/** An issuer on a free port of loopback that publishes keys and signs what it is told: for specs only. */
export async function startTestIssuer(clock: Pick<Clock, 'now'>): Promise<TestIssuer> {
  const key = await testKey('key-1');
  let published: readonly TestKey[] = [key];
  let fetches = 0;
  let failing = false;
  const server = createServer((request, response) => {
    const send = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    if (failing) return send(503, {});
    if (request.url?.endsWith('/.well-known/openid-configuration')) return send(200, { issuer, jwks_uri: jwksUri });
    fetches++;
    send(200, { keys: published.map(({ publicJwk }) => publicJwk) });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/realms/shop`;
  const jwksUri = `${issuer}/protocol/openid-connect/certs`;

  return {
    issuer,
    jwksUri,
    key,
    fetches: () => fetches,
    publish(...keys) {
      published = keys;
    },
    fail(value) {
      failing = value;
    },
    token({ key: signer = key, header = {}, claims = {} } = {}) {
      const seconds = Math.floor(clock.now() / 1_000);
      const payload = {
        iss: issuer,
        aud: 'shop-api',
        sub: 'alice',
        azp: 'shop-cli',
        typ: 'Bearer',
        iat: seconds,
        exp: seconds + 1_800,
        resource_access: { 'shop-api': { roles: ['customer'] } },
        ...claims,
      };
      return new SignJWT(payload)
        .setProtectedHeader({ alg: signer.alg, kid: signer.kid, typ: 'JWT', ...header })
        .sign(signer.privateKey);
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
