import { randomBytes } from 'node:crypto';
import { z } from 'zod';

/** Of the engine that `npm run engines` starts: a server of development, on loopback alone. */
const administrator = { username: 'admin', password: 'admin' };
const patienceMs = 30_000;
const bytes = 32;

/**
 * Gives each of these clients of Keycloak's realm a new secret and answers them: the realm's file holds none. For the
 * local engine only; a real deployment sets them when the realm is imported (docs/deploying.md).
 */
export async function makeClientSecrets(issuer: string, clientIds: readonly string[]): Promise<Readonly<Record<string, string>>> {
  const [base = '', realm = ''] = issuer.split('/realms/');
  const token = await administratorToken(base);
  const ask = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${base}/admin/realms/${realm}${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patienceMs),
    });
    if (!response.ok) throw new Error(`Keycloak answers ${method} ${path} with ${response.status}`);
    return response.status === 204 ? null : response.json();
  };
  const secrets: Record<string, string> = {};
  for (const clientId of clientIds) {
    const found = clientsSchema.parse(await ask('GET', `/clients?clientId=${encodeURIComponent(clientId)}`));
    const client = found[0];
    if (!client) throw new Error(`Keycloak's realm ${realm} has no client ${clientId}`);
    const secret = randomBytes(bytes).toString('base64url');
    await ask('PUT', `/clients/${client.id}`, { ...client, secret });
    secrets[clientId] = secret;
  }
  return secrets;
}

const clientsSchema = z.array(z.looseObject({ id: z.string() }));
const tokenSchema = z.looseObject({ access_token: z.string() });

async function administratorToken(base: string): Promise<string> {
  const response = await fetch(`${base}/realms/master/protocol/openid-connect/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', ...administrator }),
    signal: AbortSignal.timeout(patienceMs),
  });
  return tokenSchema.parse(await response.json()).access_token;
}
