import { openKafka } from '../kafka/connect.ts';
import { deleteTopics, readEvents, scratchPrefix } from '../kafka/testing/scratch-topics.ts';
import { silentLog } from '../telemetry/port.ts';
import { describeOn } from '../testing/engines.ts';
import { eventPublisherContract } from './contract.ts';
import { openKafkaPublisher } from './kafka/open.ts';

describeOn('kafka', 'on a real Kafka', ({ brokers }) => {
  const connection = openKafka({ brokers, clientId: 'publisher-spec', log: silentLog });

  eventPublisherContract('kafka', async () => {
    const prefix = scratchPrefix();
    const publisher = await openKafkaPublisher({ connection, prefix, partitions: 3, categories: ['order', 'product'] });
    return {
      publisher,
      published: () => readEvents(connection, prefix),
      async close() {
        await publisher.close();
        await deleteTopics(connection, prefix);
      },
    };
  });
});
