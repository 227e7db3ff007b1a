import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** Small enough for a development machine: 4 MiB and about 10 ms per guess (RFC 7914: N, r, p). */
const cost = { N: 4_096, r: 8, p: 1 };
const hashBytes = 32;

export interface PasswordHash {
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** The scrypt hash of a password under a new salt. */
export async function hashPassword(password: string): Promise<PasswordHash> {
  const salt = randomBytes(16);
  return { salt, hash: await derive(password, salt) };
}

/** Whether the password is the one that was hashed; takes the same time whatever the answer. */
export async function passwordFits(password: string, { salt, hash }: PasswordHash): Promise<boolean> {
  return timingSafeEqual(await derive(password, salt), hash);
}

function derive(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, hashBytes, cost, (error, key) => (error ? reject(error) : resolve(key)));
  });
}
