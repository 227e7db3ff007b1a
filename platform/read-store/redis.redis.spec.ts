import { describeOn } from '../testing/engines.ts';
import { readStoreContract } from './contract.ts';
import { redisUnderTest } from './redis/testing/stores.ts';

describeOn('redis', 'a read store in one Redis', ({ url }) => {
  readStoreContract('Redis', () => redisUnderTest({ url }));
});

describeOn('redis-cluster', 'a read store in a Redis Cluster', ({ nodes }) => {
  readStoreContract('Redis Cluster', () => redisUnderTest({ nodes }));
});
