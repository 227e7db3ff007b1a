import { createHash } from 'node:crypto';

/** Crockford's base 32: no I, L, O or U, so a number survives being read out (crockford.com/base32.html). */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** The number people use for an order, `XXXXX-XXXXX`: the first 50 bits of the SHA-256 of its id. */
export function orderNumber(orderId: string): string {
  const digest = createHash('sha256').update(orderId).digest();
  let bits = digest.readBigUInt64BE(0) >> 14n;
  let number = '';
  for (let place = 0; place < 10; place++) {
    number = (alphabet[Number(bits & 31n)] ?? '') + number;
    bits >>= 5n;
  }
  return `${number.slice(0, 5)}-${number.slice(5)}`;
}
