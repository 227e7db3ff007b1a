import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { describeOn } from '@shop/platform/testing/engines.ts';
import { failuresOf, runCollection } from '@shop/standalone/testing/postman.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';

/** Short enough that the collection waits for the end of a hold; long enough that a busy machine pays within it. */
const holdSeconds = '20';
const fewestAssertions = 1_000;

describeOn('kafka', 'the Postman collection on the distributed shop, two instances of each service', () => {
  let running: TestSystem;
  before(async () => {
    running = await startTestSystem({ HOLD_SECONDS: holdSeconds });
  });
  after(() => running[Symbol.asyncDispose]());

  for (const time of ['first', 'second']) {
    test(`is green through the gateway, the ${time} time on the same data`, async () => {
      const { gateway, issuer } = running.shop;
      const summary = await runCollection({ gateway, issuer, holdSeconds, mode: 'distributed' });
      const failures = failuresOf(summary);
      assert.equal(failures.length, 0, `${failures.length} failures:\n${failures.join('\n')}`);
      assert.ok((summary.run.stats.assertions.total ?? 0) >= fewestAssertions);
    });
  }
});
