import { systemClock } from '../clock/system.ts';
import { eventStoreContract } from './contract.ts';
import { startEventStoreDbDouble } from './eventstoredb/double/server.ts';
import { openEventStoreDb } from './eventstoredb/open.ts';

eventStoreContract('eventstoredb', async () => {
  const double = await startEventStoreDbDouble();
  const store = await openEventStoreDb({ connectionString: double.connectionString, clock: systemClock });
  return {
    store,
    async close() {
      await store.close();
      await double.close();
    },
  };
});
