import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { personalDataSchema } from '@shop/shared-events';
import fc from 'fast-check';
import { CustomerErasedError, type PersonalDataCipher, personalDataCipher, PersonalDataUnreadableError } from './cipher.ts';
import { memoryKeyVault } from './memory.ts';
import type { KeyVault } from './port.ts';

const address = { name: 'Alice Archer', line1: '1 High Street', city: 'York', postalCode: 'YO1 1AA', country: 'GB' };

describe('the cipher of personal data', () => {
  let vault: KeyVault;
  let cipher: PersonalDataCipher;
  beforeEach(() => {
    vault = memoryKeyVault();
    cipher = personalDataCipher(vault);
  });

  it('opens what it sealed, and shows nothing of it meanwhile', async () => {
    const sealed = await cipher.seal('alice', address);
    assert.deepEqual(personalDataSchema.parse(sealed), sealed);
    assert.doesNotMatch(JSON.stringify(sealed), /Archer|High|York/);
    assert.deepEqual(await cipher.open(sealed), address);
  });

  it('opens any JSON value', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), fc.jsonValue(), async (customer, value) => {
        const plain = JSON.parse(JSON.stringify(value)) as unknown;
        assert.deepEqual(await cipher.open(await cipher.seal(customer, plain)), plain);
      }),
    );
  });

  it('never seals twice the same way', async () => {
    const [a, b] = [await cipher.seal('alice', address), await cipher.seal('alice', address)];
    assert.notEqual(a.iv, b.iv);
    assert.notEqual(a.ciphertext, b.ciphertext);
  });

  it('takes its chance from outside, so that a simulation can repeat it', async () => {
    const bytes = (size: number) => new Uint8Array(size).fill(7);
    const seal = () => personalDataCipher(memoryKeyVault(bytes), bytes).seal('alice', address);
    assert.deepEqual(await seal(), await seal());
  });

  it('opens null once the customer is erased, and seals nothing more', async () => {
    const sealed = await cipher.seal('alice', address);
    const other = await cipher.seal('bob', address);
    await vault.destroy('alice');
    assert.equal(await cipher.open(sealed), null);
    assert.deepEqual(await cipher.open(other), address);
    await assert.rejects(cipher.seal('alice', address), CustomerErasedError);
  });

  it('refuses what was altered or passed off as another customer’s', async () => {
    const sealed = await cipher.seal('alice', address);
    await cipher.seal('bob', address);
    const flipped = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
    for (const altered of [
      { ...sealed, customerId: 'bob' },
      { ...sealed, iv: flipped(sealed.iv) },
      { ...sealed, iv: '' },
      { ...sealed, ciphertext: flipped(sealed.ciphertext) },
      { ...sealed, ciphertext: '' },
      { ...sealed, tag: flipped(sealed.tag) },
      { ...sealed, tag: sealed.tag.slice(0, 6) },
    ]) {
      await assert.rejects(cipher.open(altered), PersonalDataUnreadableError);
    }
  });
});
