import { engineAddress } from '@shop/platform/testing/engines.ts';
import type { Bench, Row } from '../harness/bench.ts';
import { startChild } from '../harness/child.ts';
import { without } from '../harness/engines.ts';
import { figure, ratioAtLeast } from '../harness/figure.ts';

/** The log carried to Kafka, beside kafkajs producing the same records from memory. */
export const relay: Row = {
  name: 'relay',
  title: 'relay → Kafka',
  impossible: without('kafka'),
  async run(bench: Bench) {
    const options = { brokers: engineAddress('kafka')?.brokers ?? [], events: bench.quick ? 20_000 : 100_000 };
    await using child = await startChild<void>('subjects/relay.ts', options);
    const take = (task: string) => () => child.ask<{ readonly rate: number }>(task, null).then((measured) => ({ ...measured }));
    const { ours, kafkajs } = await bench.inTurn({ ours: take('relayed'), kafkajs: take('produced') });
    return [
      figure({
        what: 'relay → Kafka',
        metric: 'rate',
        unit: ' events/s',
        ours,
        other: { name: 'kafkajs, idempotent, the same records from memory in batches of 1,000', series: kafkajs },
        goal: ratioAtLeast(0.8),
        note: 'one topic of 6 partitions, acks of all replicas, one at a time; the log in memory, records made by the relay',
      }),
    ];
  },
};
