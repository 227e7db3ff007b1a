import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  failuresOf,
  type PostmanEnvironment,
  postmanFolder,
  postmanRequests,
  readPostman,
  runCollection,
} from './testing/postman.ts';
import { startTestShop, type TestShop } from './testing/test-shop.ts';

/** Short enough that the collection waits for the end of a hold; long enough that a busy machine pays within it. */
const holdSeconds = '10';
const fewestAssertions = 1_000;

let running: TestShop;
before(async () => {
  running = await startTestShop({ HOLD_SECONDS: holdSeconds });
});
after(() => running[Symbol.asyncDispose]());

for (const time of ['first', 'second']) {
  test(`the collection is green through the gateway, the ${time} time on the same data`, async () => {
    const summary = await runCollection({
      gateway: running.shop.gateway,
      issuer: running.shop.issuer,
      holdSeconds,
      mode: 'standalone',
    });
    const failures = failuresOf(summary);
    assert.equal(failures.length, 0, `${failures.length} failures:\n${failures.join('\n')}`);
    const sent = new Set(summary.run.executions.map(({ item }) => item.name));
    assert.deepEqual(
      postmanRequests.filter((name) => !sent.has(name)),
      [],
      'requests that were never sent',
    );
    const { total = 0 } = summary.run.stats.assertions;
    assert.ok(total >= fewestAssertions, `${total} assertions`);
  });
}

test('both environments have the same variables, and no request is named twice', () => {
  const names = (mode: string) =>
    readPostman<PostmanEnvironment>(`${mode}.postman_environment.json`).values.map(({ key }) => key);
  assert.deepEqual(names('distributed'), names('standalone'));
  assert.equal(new Set(postmanRequests).size, postmanRequests.length);
});

test('the collection and its environments hold no token', () => {
  for (const file of [
    'shop.postman_collection.json',
    'standalone.postman_environment.json',
    'distributed.postman_environment.json',
  ]) {
    assert.doesNotMatch(readFileSync(join(postmanFolder, file), 'utf8'), /eyJ[A-Za-z0-9_-]{10}/, file);
  }
});
