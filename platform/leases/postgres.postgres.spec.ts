import assert from 'node:assert/strict';
import { it } from 'node:test';
import { testSchemas, withClient } from '../postgres/testing.ts';
import { describeOn } from '../testing/engines.ts';
import { leasesContract, systemTime } from './contract.ts';
import { type Leases, LeasesUnavailableError } from './port.ts';
import { openPostgresLeases } from './postgres.ts';

describeOn('postgres', 'leases in PostgreSQL', ({ url }) => {
  const newSchema = testSchemas(url);
  leasesContract('postgres', async () => {
    const schema = newSchema();
    const opened: Leases[] = [];
    const another = async (): Promise<Leases> => {
      const leases = await openPostgresLeases({ url, schema });
      opened.push(leases);
      return leases;
    };
    const close = async (): Promise<void> => {
      for (const leases of opened) await leases.close();
    };
    return { leases: await another(), another, time: systemTime, close };
  });

  it('tells as unavailable what PostgreSQL does not answer', async () => {
    const schema = newSchema();
    const leases = await openPostgresLeases({ url, schema });
    await withClient(url, (client) => client.query(`DROP TABLE ${schema}.lease`));
    await assert.rejects(leases.take('relay', 'a', 1_000), LeasesUnavailableError);
    await leases.close();
  });
});
