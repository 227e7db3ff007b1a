import { randomFillSync } from 'node:crypto';

const pool = Buffer.allocUnsafe(8_192);
let used = pool.length;

/** Random bytes as hexadecimal digits. Drawn from a pool: asking the system for every few bytes is what costs. */
export function randomHex(bytes: number): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString('hex', used - bytes, used);
}
