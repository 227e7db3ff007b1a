import type { Stores } from '@shop/composition/stores.ts';
import type { Teardown } from '@shop/composition/teardown.ts';
import type { Config } from '@shop/platform/config/config.ts';
import type { Metrics } from '@shop/platform/telemetry/metrics.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';

/** What carries the log to Kafka, where projectors hear of events from there. */
export async function relayOf(config: Config, stores: Stores, seen: { log: Log; metrics: Metrics }, teardown: Teardown) {
  if (config.EVENT_FEED !== 'kafka') return {};
  const { openKafkaRelay } = await import('@shop/composition/adapters/event-relay.ts');
  const { relay, close } = await openKafkaRelay(config, stores.log, 'event-relay', seen);
  teardown.add('publisher', close);
  return { 'event-relay': relay };
}
