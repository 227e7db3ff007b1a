import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { KeyVault } from './port.ts';

/** What every {@link KeyVault} keeps to. `open` answers an empty vault. */
export function keyVaultContract(name: string, open: () => Promise<KeyVault>): void {
  describe(`${name}: a key vault`, () => {
    let vault: KeyVault;
    beforeEach(async () => {
      vault = await open();
    });
    afterEach(() => vault.close());

    const existing = async (...ids: string[]) => [...(await vault.existing(ids)).keys()].sort();

    it('makes a customer’s key on first use and gives the same one from then on', async () => {
      const key = await vault.keyFor('alice');
      assert.equal(key?.length, 32);
      assert.deepEqual(await vault.keyFor('alice'), key);
      assert.deepEqual((await vault.existing(['alice'])).get('alice'), key);
      assert.notDeepEqual(await vault.keyFor('bob'), key);
    });

    it('gives one key to callers who come together', async () => {
      const keys = await Promise.all(Array.from({ length: 20 }, () => vault.keyFor('alice')));
      for (const key of keys) assert.deepEqual(key, keys[0]);
    });

    it('makes none for reading', async () => {
      assert.deepEqual(await existing('alice', 'bob'), []);
      await vault.keyFor('bob');
      assert.deepEqual(await existing('alice', 'bob', 'bob'), ['bob']);
      assert.deepEqual(await existing(), []);
    });

    it('destroys a key for good and leaves the others', async () => {
      await vault.keyFor('alice');
      await vault.keyFor('bob');
      await vault.destroy('alice');
      assert.equal(await vault.keyFor('alice'), null);
      assert.deepEqual(await existing('alice', 'bob'), ['bob']);
    });

    it('destroys again without an error, and a key that was never made, which then never is', async () => {
      await vault.destroy('alice');
      await vault.destroy('alice');
      assert.equal(await vault.keyFor('alice'), null);
    });

    it('takes any id as it stands', async () => {
      const ids = [
        '__proto__',
        'a'.repeat(500),
        "'; DROP TABLE customer_key; --",
        '\u00e9',
        'e\u0301',
        'a\u0000b',
        'a',
        'Alice',
        'alice',
        '%',
      ];
      const keys = await Promise.all(ids.map((id) => vault.keyFor(id)));
      assert.equal(new Set(keys.map((key) => Buffer.from(key ?? []).toString('hex'))).size, ids.length);
      await vault.destroy('%');
      assert.equal((await vault.existing(ids)).size, ids.length - 1);
    });
  });
}
