import { equal, match } from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { orderNumber } from './order-number.ts';

describe('order number', () => {
  it('is ten characters of Crockford base 32', () => {
    for (let index = 0; index < 500; index++) {
      match(orderNumber(`order ${index}`), /^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$/);
    }
  });

  it('is the first 50 bits of the SHA-256 of the id', () => {
    const id = '01890a5d-ac96-774b-bcce-b302099a8057';
    const bits = [...createHash('sha256').update(id).digest().subarray(0, 7)]
      .map((byte) => byte.toString(2).padStart(8, '0'))
      .join('');
    const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
    const expected = Array.from({ length: 10 }, (_, place) => alphabet[parseInt(bits.slice(place * 5, place * 5 + 5), 2)]).join(
      '',
    );
    equal(orderNumber(id), `${expected.slice(0, 5)}-${expected.slice(5)}`);
    equal(orderNumber(id), orderNumber(id));
  });
});
