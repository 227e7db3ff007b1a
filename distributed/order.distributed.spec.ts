import { after, before, test } from 'node:test';
import { describeOn } from '@shop/platform/testing/engines.ts';
import { cartToRefund } from '@shop/standalone/testing/cart-to-refund.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';

describeOn('kafka', 'the distributed shop on PostgreSQL, Kafka and Redis', () => {
  let running: TestSystem;
  before(async () => {
    running = await startTestSystem();
  });
  after(() => running[Symbol.asyncDispose]());

  test('takes an order from cart to refund', async () => {
    await cartToRefund(running.client, 'DIST-1');
  });
});
