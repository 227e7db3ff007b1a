import { deepStrictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { eventPublisherContract, sampleEvents } from './contract.ts';
import { memoryEventPublisher } from './memory.ts';

eventPublisherContract('memory', async () => {
  const publisher = memoryEventPublisher();
  return { publisher, published: async () => publisher.published, close: () => publisher.close() };
});

describe('the memory publisher', () => {
  it('answers the events of one stream in order', async () => {
    const publisher = memoryEventPublisher();
    const [a, b] = [sampleEvents('order-a', 2), sampleEvents('order-b', 2, 10n)];
    await publisher.publish([...a, ...b]);
    deepStrictEqual(publisher.ofStream('order-b'), b);
    deepStrictEqual(publisher.ofStream('order-c'), []);
  });
});
