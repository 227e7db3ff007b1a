import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { silentLog } from '../telemetry/port.ts';
import { describeOn } from '../testing/engines.ts';
import { openKafka } from './connect.ts';
import { deleteTopics, scratchPrefix } from './testing/scratch-topics.ts';
import { ensureTopics, topicIdentities } from './topics.ts';
import { withAdmin } from './with-admin.ts';

const settings = { partitions: 2, replication: 1, retentionMs: 86_400_000, categories: ['order', 'product'] };

describeOn('kafka', 'topics', ({ brokers }) => {
  const connection = openKafka({ brokers, clientId: 'topics-spec', log: silentLog });

  it('are made once, also by two at the same time, and told apart by their ids', async () => {
    const prefix = scratchPrefix();
    try {
      await Promise.all([1, 2].map(() => ensureTopics(connection, { prefix, ...settings })));
      const names = [`${prefix}.order`, `${prefix}.product`, `${prefix}.none`];
      const first = await topicIdentities(connection, names);
      deepStrictEqual([...first.keys()].toSorted(), names.slice(0, 2));
      strictEqual(first.get(`${prefix}.order`)?.partitions, 2);
      await withAdmin(connection, (admin) => admin.deleteTopics({ topics: [`${prefix}.order`] }));
      strictEqual((await topicIdentities(connection, names)).has(`${prefix}.order`), false);
      await ensureTopics(connection, { prefix, ...settings });
      const second = await topicIdentities(connection, names);
      ok(first.get(`${prefix}.order`)?.id !== second.get(`${prefix}.order`)?.id);
      deepStrictEqual(first.get(`${prefix}.product`), second.get(`${prefix}.product`));
    } finally {
      await deleteTopics(connection, prefix);
    }
  });

  for (const { setting, found, wanted, made } of [
    { setting: 'partitions', found: '3', wanted: '2', made: { numPartitions: 3 } },
    { setting: 'cleanup.policy', found: 'compact', wanted: 'delete', made: { config: { 'cleanup.policy': 'compact' } } },
    { setting: 'retention.ms', found: '1000', wanted: '86400000', made: { config: { 'retention.ms': '1000' } } },
  ]) {
    describe(`with another ${setting}`, () => {
      it('are refused in one sentence, and left as they are', async () => {
        const prefix = scratchPrefix();
        const topic = `${prefix}.order`;
        const config = { 'retention.ms': '86400000', 'max.message.bytes': '4194304', 'retention.bytes': '-1', ...made.config };
        const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
        try {
          const numPartitions = made.numPartitions ?? 2;
          await withAdmin(connection, (admin) => admin.createTopics({ topics: [{ topic, numPartitions, configEntries }] }));
          await rejects(ensureTopics(connection, { prefix, ...settings }), {
            ...{ name: 'TopicSettingsError', topic, setting, found, wanted },
            message: `topic ${topic} has ${setting} ${found}, but ${wanted} is wanted: alter it, or delete the topic to have it made anew`,
          });
        } finally {
          await deleteTopics(connection, prefix);
        }
      });
    });
  }
});
