import { systemClock } from '@shop/platform/clock/system.ts';
import { parseConfig } from '@shop/platform/config/config.ts';
import { isolatedView } from '@shop/platform/event-store/contract/isolated.ts';
import { eventStoreContract } from '@shop/platform/event-store/contract.ts';
import { openEventStoreDb } from '@shop/platform/event-store/eventstoredb/open.ts';

/** The contract, on a view of its own for each test. Run by `main.ts`, which has looked whether the server is there. */
const connectionString = parseConfig(process.env).EVENTSTOREDB_URL ?? '';

eventStoreContract('eventstoredb at EVENTSTOREDB_URL', async () => {
  const store = await openEventStoreDb({ connectionString, clock: systemClock });
  const view = await isolatedView(store);
  return { store: view, close: () => view.close() };
});
