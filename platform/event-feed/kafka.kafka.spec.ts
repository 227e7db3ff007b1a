import { describeOn } from '../testing/engines.ts';
import { eventFeedContract } from './contract.ts';
import { secret, TestKafka } from './kafka/test-kafka.ts';

describeOn('kafka', 'the Kafka feed', ({ brokers }) => {
  const trusts = {
    signature: { by: 'signature', secret },
    'event store': { by: 'event-store' },
    broker: { by: 'broker' },
  } as const;
  for (const [name, trust] of Object.entries(trusts)) {
    eventFeedContract(`Kafka, records believed by ${name}`, async () => {
      const kafka = await TestKafka.open(brokers);
      return {
        feed: kafka.feed({ trust }),
        record: async (stream, events) => void (await kafka.record(stream, events)),
        advance: (ms) => kafka.clock.advance(ms),
        close: () => kafka.close(),
      };
    });
  }
});
