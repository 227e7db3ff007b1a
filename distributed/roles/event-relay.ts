import { openEventStore } from '@shop/composition/adapters/event-store.ts';
import { openKafkaRelay } from '@shop/composition/adapters/event-relay.ts';
import { openLeases } from '@shop/composition/adapters/leases.ts';
import type { Relay } from '@shop/event-relay/relay.ts';
import type { RoleContext, StartRole } from '../role.ts';
import { runOnce } from '../run-once.ts';
import { storeReadiness } from '../store-readiness.ts';

const measureEveryMs = 2_000;

/** Carries the log to Kafka; one instance works, the others stand by. */
export const startEventRelay: StartRole = async (context) => {
  const { config, file, log, metrics, teardown, instance } = context;
  const store = await openEventStore(config, file, log);
  teardown.add('event store', () => store.close());
  const leases = await openLeases(config, file);
  teardown.add('leases', () => leases.close());
  const { relay, close } = await openKafkaRelay(config, store, instance, context);
  teardown.add('publisher', close);
  const working = runOnce({ 'event-relay': relay }, { leases, instance, log });
  teardown.add('relay', () => working.close());
  metrics.leading(() => working.working());
  const measuring = setInterval(() => void measure(relay, context), measureEveryMs);
  teardown.add('lag', () => clearInterval(measuring));
  const storeReady = storeReadiness(store, config.EVENT_STORE);
  return {
    routes: [],
    standing: () => ({ working: working.working() }),
    readiness: async () => [...(await storeReady()), ...problemsOf(relay)],
  };
};

/** A standby is ready; of the one that works its state tells. */
function problemsOf({ status: { state, reason } }: Relay): readonly string[] {
  if (state === 'waiting' || state === 'failed') return [`the relay is ${state}: ${reason ?? 'no reason is known'}`];
  return [];
}

async function measure(relay: Relay, { metrics, log }: RoleContext): Promise<void> {
  // A standby knows nothing of the one that works.
  if (relay.status.state === 'stopped') return metrics.projectionLag('event-relay', null);
  try {
    metrics.projectionLag('event-relay', await relay.lag());
  } catch (error) {
    metrics.projectionLag('event-relay', null);
    log.warn('the lag of the relay could not be measured', { error });
  }
}
