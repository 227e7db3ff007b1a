import { generateKeyPairSync, type JsonWebKey, randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const rsaKeySchema = z.strictObject({
  kty: z.literal('RSA'),
  kid: z.string().min(1),
  alg: z.literal('RS256'),
  use: z.literal('sig'),
  ...Object.fromEntries(['n', 'e', 'd', 'p', 'q', 'dp', 'dq', 'qi'].map((part) => [part, z.string().min(1)])),
});

const secretsSchema = z.strictObject({
  /** Private signing keys; the first one signs, all are published. */
  signingKeys: z.array(rsaKeySchema).min(1),
  /** Keys that sign cookies. */
  cookieKeys: z.array(z.string().min(32)).min(1),
  clientSecrets: z.record(z.string(), z.string().min(32)),
});
export type Secrets = z.infer<typeof secretsSchema>;

const fileName = 'identity-secrets.json';

/**
 * What must outlive a restart so that tokens stay good: made at the first start, kept in the data folder
 * readable by its owner alone, and completed when a client is new. Kept in memory alone where the folder
 * is null. Throws where the file is there but cannot be understood: it is never overwritten then.
 */
export function loadSecrets(dataFolder: string | null, clientIds: readonly string[]): Secrets {
  const known = dataFolder === null ? null : readSecrets(dataFolder);
  const missing = clientIds.filter((id) => known?.clientSecrets[id] === undefined);
  if (known && missing.length === 0) return known;
  const secrets: Secrets = {
    signingKeys: known?.signingKeys ?? [newSigningKey()],
    cookieKeys: known?.cookieKeys ?? [newSecret()],
    clientSecrets: { ...known?.clientSecrets, ...Object.fromEntries(missing.map((id) => [id, newSecret()])) },
  };
  if (dataFolder !== null) writeSecrets(dataFolder, secrets);
  return secrets;
}

/** A service's client secret as the provider keeps it; throws where the provider has not made it yet. */
export function readClientSecret(dataFolder: string, clientId: string): string {
  const secret = readSecrets(dataFolder)?.clientSecrets[clientId];
  if (secret === undefined) throw new Error(`the identity provider keeps no secret for ${clientId} in ${dataFolder}`);
  return secret;
}

function readSecrets(dataFolder: string): Secrets | null {
  const file = join(dataFolder, fileName);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  chmodSync(file, 0o600);
  try {
    return secretsSchema.parse(JSON.parse(text));
  } catch {
    // Neither the text nor the parser's words may be told: both can hold key material.
    throw new Error(`${file} cannot be understood; restore it, or remove it to have new keys and secrets made`);
  }
}

/** Written beside and renamed, so that a crash leaves the old file or the new one. */
function writeSecrets(dataFolder: string, secrets: Secrets): void {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const file = join(dataFolder, fileName);
  const draft = `${file}.${randomUUID()}`;
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    writeSync(descriptor, JSON.stringify(secrets));
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameSync(draft, file);
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

function newSigningKey(): Secrets['signingKeys'][number] {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk: JsonWebKey = privateKey.export({ format: 'jwk' });
  return rsaKeySchema.parse({ ...jwk, kid: randomUUID(), alg: 'RS256', use: 'sig' });
}
