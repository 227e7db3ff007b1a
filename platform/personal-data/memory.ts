import { randomBytes as systemRandomBytes } from 'node:crypto';
import type { KeyVault } from './port.ts';

/** Bytes that nobody can guess; simulations give their own. */
export type RandomBytes = (size: number) => Uint8Array;

/** Length of a customer's key: AES-256. */
export const keyBytes = 32;

/** A vault that ends with the process: for tests and simulations. */
export function memoryKeyVault(randomBytes: RandomBytes = systemRandomBytes): KeyVault {
  // Null stands for a destroyed key.
  const keys = new Map<string, Uint8Array | null>();
  return {
    async keyFor(customerId) {
      const known = keys.get(customerId);
      if (known !== undefined) return known;
      const key = randomBytes(keyBytes);
      keys.set(customerId, key);
      return key;
    },
    async existing(customerIds) {
      const found = customerIds.map((id) => [id, keys.get(id)] as const);
      return new Map(found.filter((entry): entry is readonly [string, Uint8Array] => Boolean(entry[1])));
    },
    async destroy(customerId) {
      keys.set(customerId, null);
    },
    async close() {},
  };
}
