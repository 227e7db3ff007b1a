import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testSchemas, withClient } from '../postgres/testing.ts';
import { NewerFormatError } from '../postgres/schema.ts';
import { describeOn } from '../testing/engines.ts';
import { keyVaultContract } from './contract.ts';
import { openPostgresKeyVault } from './postgres.ts';

describeOn('postgres', 'the key vault in PostgreSQL', ({ url }) => {
  const newSchema = testSchemas(url);
  keyVaultContract('postgres', () => openPostgresKeyVault({ url, schema: newSchema() }));

  describe('postgres: a key vault of several processes', () => {
    it('is made once where two open it at the same time', async () => {
      const schema = newSchema();
      const vaults = await Promise.all(Array.from({ length: 4 }, () => openPostgresKeyVault({ url, schema })));
      await Promise.all(vaults.map((vault) => vault.close()));
    });

    it('makes one key where they ask for it at the same time', async () => {
      const schema = newSchema();
      const vaults = await Promise.all(Array.from({ length: 3 }, () => openPostgresKeyVault({ url, schema })));
      for (let n = 0; n < 20; n++) {
        const keys = await Promise.all(vaults.map((vault) => vault.keyFor(`customer-${n}`)));
        assert.equal(new Set(keys.map((key) => Buffer.from(key ?? []).toString('hex'))).size, 1);
        assert.equal(keys[0]?.length, 32);
      }
      await Promise.all(vaults.map((vault) => vault.close()));
    });

    it('gives none after its destruction, whoever asks and however close', async () => {
      const schema = newSchema();
      const [a, b] = [await openPostgresKeyVault({ url, schema }), await openPostgresKeyVault({ url, schema })];
      for (let n = 0; n < 20; n++) {
        await Promise.all([a.keyFor(`customer-${n}`), b.destroy(`customer-${n}`)]);
        assert.equal(await a.keyFor(`customer-${n}`), null);
        assert.equal((await a.existing([`customer-${n}`])).size, 0);
      }
      await Promise.all([a.close(), b.close()]);
    });

    it('keeps no bytes of a destroyed key in its rows', async () => {
      const schema = newSchema();
      const vault = await openPostgresKeyVault({ url, schema });
      await vault.keyFor('alice');
      await vault.destroy('alice');
      const { rows } = await withClient(url, (client) => client.query(`SELECT key FROM ${schema}.customer_key`));
      assert.deepEqual(rows, [{ key: null }]);
      await vault.close();
    });

    it('goes on when its connections were cut', async () => {
      const schema = newSchema();
      const vault = await openPostgresKeyVault({ url, schema });
      const key = await vault.keyFor('alice');
      await withClient(url, (client) =>
        client.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE $1 AND pid <> pg_backend_pid()`, [
          `%${schema}%`,
        ]),
      );
      assert.deepEqual(await vault.keyFor('alice'), key);
      await vault.close();
    });

    it('refuses tables of a newer version', async () => {
      const schema = newSchema();
      await (await openPostgresKeyVault({ url, schema })).close();
      await withClient(url, (client) => client.query(`UPDATE ${schema}.format SET version = 2`));
      await assert.rejects(openPostgresKeyVault({ url, schema }), NewerFormatError);
    });
  });
});
