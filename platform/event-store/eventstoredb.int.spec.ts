import { after, before } from 'node:test';
import { systemClock } from '../clock/system.ts';
import { isolatedView } from './contract/isolated.ts';
import { newEvents } from './contract/samples.ts';
import { eventStoreContract } from './contract.ts';
import { type EventStoreDbDouble, startEventStoreDbDouble } from './eventstoredb/double/server.ts';
import { openEventStoreDb } from './eventstoredb/open.ts';

eventStoreContract('eventstoredb on a server of its own', async () => {
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

let shared: EventStoreDbDouble;
before(async () => {
  shared = await startEventStoreDbDouble({ systemEventEvery: 5 });
});
after(() => shared.close());

eventStoreContract('eventstoredb on a server that others use', async () => {
  const store = await openEventStoreDb({ connectionString: shared.connectionString, clock: systemClock });
  await store.append(`order-${crypto.randomUUID()}`, 'no_stream', newEvents(3));
  const view = await isolatedView(store);
  return { store: view, close: () => view.close() };
});
