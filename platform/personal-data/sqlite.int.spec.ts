import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { keyVaultContract } from './contract.ts';
import { openSqliteKeyVault } from './sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'vault-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;
const newFile = () => join(folder, `${++files}`, 'keys.db');

keyVaultContract('sqlite', async () => openSqliteKeyVault({ file: newFile() }));

describe('sqlite: a key vault in a file', () => {
  const bytesBeside = (file: string) => {
    const parent = join(file, '..');
    return Buffer.concat(readdirSync(parent).map((name) => readFileSync(join(parent, name))));
  };

  it('keeps keys, and that one was destroyed, over a restart', async () => {
    const file = newFile();
    const before = openSqliteKeyVault({ file });
    const key = await before.keyFor('alice');
    await before.keyFor('bob');
    await before.destroy('bob');
    await before.close();
    const again = openSqliteKeyVault({ file });
    assert.deepEqual(await again.keyFor('alice'), key);
    assert.equal(await again.keyFor('bob'), null);
    await again.close();
  });

  it('may be read by its owner alone', async () => {
    const file = newFile();
    const vault = openSqliteKeyVault({ file });
    await vault.keyFor('alice');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    await vault.close();
  });

  it('is shared by processes: a key made or destroyed by one is so for the other', async () => {
    const file = newFile();
    const [a, b] = [openSqliteKeyVault({ file }), openSqliteKeyVault({ file })];
    const key = await a.keyFor('alice');
    assert.deepEqual(await b.keyFor('alice'), key);
    await b.destroy('alice');
    assert.equal(await a.keyFor('alice'), null);
    assert.equal((await a.existing(['alice'])).size, 0);
    await Promise.all([a.close(), b.close()]);
  });

  it('leaves no bytes of a destroyed key, while it is open', async () => {
    const file = newFile();
    const vault = openSqliteKeyVault({ file });
    // Enough for many pages, in an order that is not that of their names.
    const ids = Array.from({ length: 300 }, (_, n) => `customer-${(n * 7_919) % 1_000}`);
    const keys: Buffer[] = [];
    for (const id of ids) keys.push(Buffer.from((await vault.keyFor(id)) ?? []));
    const survivors = ids.filter((_, n) => n % 3 === 0);
    for (const id of ids.filter((_, n) => n % 3 !== 0)) await vault.destroy(id);
    const bytes = bytesBeside(file);
    ids.forEach((id, n) => {
      const key = keys[n] ?? Buffer.alloc(0);
      assert.equal(key.length, 32);
      assert.equal(bytes.includes(key), survivors.includes(id), id);
      // Half a key would be too much as well.
      if (!survivors.includes(id)) assert.equal(bytes.includes(key.subarray(8, 24)), false, id);
    });
    await vault.close();
  });
});
