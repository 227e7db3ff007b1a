import { randomBytes as systemRandomBytes } from 'node:crypto';
import type { PersonalData } from '@shop/shared-events';
import { decrypt, encrypt } from './aes.ts';
import type { RandomBytes } from './memory.ts';
import type { KeyVault } from './port.ts';

export { PersonalDataUnreadableError } from './aes.ts';

/** The customer was erased: nothing personal of theirs may be written again. */
export class CustomerErasedError extends Error {
  override readonly name = 'CustomerErasedError';
}

export interface PersonalDataCipher {
  /** Seals a JSON value under the customer's key. Throws {@link CustomerErasedError}. */
  seal(customerId: string, value: unknown): Promise<PersonalData>;
  /** What was sealed; null once the customer is erased. Throws `PersonalDataUnreadableError` where it was altered. */
  open(value: PersonalData): Promise<unknown>;
}

/** Seals and opens what is personal in events; who destroys the key in the vault erases it wherever a copy lies. */
export function personalDataCipher(vault: KeyVault, randomBytes: RandomBytes = systemRandomBytes): PersonalDataCipher {
  return {
    async seal(customerId, value) {
      const key = await vault.keyFor(customerId);
      if (!key) throw new CustomerErasedError(`customer ${customerId} was erased`);
      return encrypt(key, customerId, value, randomBytes);
    },
    async open(value) {
      const key = (await vault.existing([value.customerId])).get(value.customerId);
      return key ? decrypt(key, value) : null;
    },
  };
}
