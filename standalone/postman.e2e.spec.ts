import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import newman, { type NewmanRunSummary } from 'newman';
import { startTestShop, type TestShop } from './testing/test-shop.ts';

const folder = join(import.meta.dirname, '..', 'postman');
/** Short enough that the collection waits for the end of a hold; long enough that a busy machine pays within it. */
const holdSeconds = '10';
const fewestAssertions = 1_000;

interface Item {
  readonly name: string;
  readonly item?: readonly Item[];
}
interface Environment {
  readonly values: readonly { readonly key: string; readonly value: string }[];
}

function read<T>(file: string): T {
  return JSON.parse(readFileSync(join(folder, file), 'utf8')) as T;
}

function requestsOf(items: readonly Item[]): string[] {
  return items.flatMap(({ name, item }) => (item ? requestsOf(item) : [name]));
}

const requests = requestsOf(read<Item>('shop.postman_collection.json').item ?? []);

/** Runs the whole collection as it was imported; where the shop is comes from outside, as when somebody edits the environment. */
function runCollection({ shop }: TestShop): Promise<NewmanRunSummary> {
  const overrides = { gateway: shop.gateway, issuer: shop.issuer, holdSeconds };
  return new Promise((resolve, reject) => {
    newman.run(
      {
        collection: join(folder, 'shop.postman_collection.json'),
        environment: join(folder, 'standalone.postman_environment.json'),
        envVar: Object.entries(overrides).map(([key, value]) => ({ key, value })),
        reporters: [],
        timeoutRequest: 60_000,
      },
      (error, summary) => (error ? reject(error) : resolve(summary)),
    );
  });
}

/** What went wrong, a line each: the request, the test, and what it saw. */
function failuresOf({ run }: NewmanRunSummary): string[] {
  return run.failures.map(({ source, error }) => {
    const tested = 'test' in error ? `${String(error.test)}: ` : '';
    return `${source?.name ?? 'collection'} — ${tested}${error.message.slice(0, 500)}`;
  });
}

let running: TestShop;
before(async () => {
  running = await startTestShop({ HOLD_SECONDS: holdSeconds });
});
after(() => running[Symbol.asyncDispose]());

for (const time of ['first', 'second']) {
  test(`the collection is green through the gateway, the ${time} time on the same data`, async () => {
    const summary = await runCollection(running);
    const failures = failuresOf(summary);
    assert.equal(failures.length, 0, `${failures.length} failures:\n${failures.join('\n')}`);
    const sent = new Set(summary.run.executions.map(({ item }) => item.name));
    assert.deepEqual(
      requests.filter((name) => !sent.has(name)),
      [],
      'requests that were never sent',
    );
    const { total = 0 } = summary.run.stats.assertions;
    assert.ok(total >= fewestAssertions, `${total} assertions`);
  });
}

test('both environments have the same variables, and no request is named twice', () => {
  const names = (mode: string) => read<Environment>(`${mode}.postman_environment.json`).values.map(({ key }) => key);
  assert.deepEqual(names('distributed'), names('standalone'));
  assert.equal(new Set(requests).size, requests.length);
});

test('the collection and its environments hold no token', () => {
  for (const file of [
    'shop.postman_collection.json',
    'standalone.postman_environment.json',
    'distributed.postman_environment.json',
  ]) {
    assert.doesNotMatch(readFileSync(join(folder, file), 'utf8'), /eyJ[A-Za-z0-9_-]{10}/, file);
  }
});
