import { openEventStore } from '@shop/composition/adapters/event-store.ts';
import { openKafkaConnection } from '@shop/composition/adapters/kafka.ts';
import { redisOf } from '@shop/composition/adapters/redis.ts';
import { startTestSystem } from '@shop/distributed/testing/test-system.ts';
import { type Config, parseConfig } from '@shop/platform/config/config.ts';
import { deleteTopics } from '@shop/platform/kafka/testing/scratch-topics.ts';
import { removeKeys } from '@shop/platform/read-store/redis/testing/stores.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { join } from 'node:path';
import type { Bench } from './bench.ts';
import { postgresOf } from './engines.ts';
import { orderLog } from './order-log.ts';
import { cpuOf } from './processes.ts';
import { caughtUp, type LoadedShop } from './shop.ts';

/** A shop of which every service is a process: the log in PostgreSQL, events over Kafka, read models in Redis. */
export interface DistributedBenchShop extends LoadedShop, AsyncDisposable {
  /** Addresses of the services behind the gateway; each has one instance. */
  readonly services: Readonly<Record<string, string>>;
}

/** Starts one that shares nothing with anybody on the same engines and leaves nothing there. */
export async function startDistributedBenchShop(bench: Bench): Promise<DistributedBenchShop> {
  const url = postgresOf(bench);
  const { shop, client, settings, ...system } = await startTestSystem(url === null ? {} : { POSTGRES_URL: url }, {
    instances: 1,
  });
  const config = parseConfig(settings);
  const store = await openEventStore(config, (...parts) => join(shop.dataFolder, ...parts), silentLog);
  const log = orderLog(store);
  const processes = [...shop.processes].flatMap(([name, kept]) => (name === 'gateway' ? [] : kept));
  return {
    ...{ client, log },
    services: Object.fromEntries([...shop.processes].map(([name, kept]) => [name, kept[0]?.url ?? ''])),
    cpu: () => Promise.resolve(processes.reduce((sum, { pid }) => sum + ((pid && cpuOf(pid)) || 0), 0)),
    caughtUp: () => caughtUp(client),
    async [Symbol.asyncDispose]() {
      await log.close();
      await system[Symbol.asyncDispose]();
      await removeTraces(config);
    },
  };
}

async function removeTraces(config: Config): Promise<void> {
  await removeKeys(redisOf(config, 'READ_STORE=redis'), config.REDIS_PREFIX);
  await deleteTopics(await openKafkaConnection(config, 'bench', silentLog), config.KAFKA_PREFIX);
}
