import { systemClock } from '../clock/system.ts';
import { testSchemas } from '../postgres/testing.ts';
import { describeOn } from '../testing/engines.ts';
import { eventStoreContract } from './contract.ts';
import { openPostgresEventStore } from './postgres/store.ts';

describeOn('postgres', 'the PostgreSQL event store', ({ url }) => {
  const newSchema = testSchemas(url);
  eventStoreContract('postgres', async () => {
    const store = await openPostgresEventStore({ url, schema: newSchema(), clock: systemClock });
    return { store, close: () => store.close() };
  });
});
