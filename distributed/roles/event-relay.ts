import { openKafkaConnection } from '@shop/composition/adapters/kafka.ts';
import { openEventStore } from '@shop/composition/adapters/event-store.ts';
import { openLeases } from '@shop/composition/adapters/leases.ts';
import { openKafkaRelay } from '@shop/composition/adapters/event-relay.ts';
import type { StartRole } from '../role.ts';
import { runOnce } from '../run-once.ts';
import { storeReadiness } from '../store-readiness.ts';

const measureEveryMs = 2_000;

/** Carries the log to Kafka; one instance works, the others stand by. */
export const startEventRelay: StartRole = async ({ config, file, log, metrics, teardown, instance }) => {
  const store = await openEventStore(config, file, log);
  teardown.add('event store', () => store.close());
  const leases = await openLeases(config, file);
  teardown.add('leases', () => leases.close());
  const connection = await openKafkaConnection(config, `event-relay-${instance}`, log);
  const relay = await openKafkaRelay({ config, connection, store, metrics, log });
  teardown.add('relay', () => relay.close());
  const working = runOnce({ 'event-relay': relay }, { leases, instance, log });
  teardown.add('relaying', () => working.close());
  const measuring = setInterval(() => void relay.measure(), measureEveryMs);
  teardown.add('lag', () => clearInterval(measuring));
  const storeReady = storeReadiness(store, config.EVENT_STORE);
  return { routes: [], readiness: async () => [...(await storeReady()), ...relay.problems()] };
};
