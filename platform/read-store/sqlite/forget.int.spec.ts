import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { articles, commitOf, generationWith, put, remove } from '../contract/under-test.ts';
import type { Commit, Write } from '../port.ts';
import { openSqliteReadStore } from './open.ts';

const root = mkdtempSync(join(tmpdir(), 'read-store-forget-'));
after(() => rmSync(root, { recursive: true }));

const holders = 20;
const secretOf = (holder: number): string => `secret of holder ${String(holder).padStart(2, '0')}.`;

/** Documents of all lengths, some over several pages, rewritten often enough to be moved about. */
function* busyWrites(): Iterable<Write[]> {
  let seed = 7;
  const upTo = (most: number): number => (seed = (seed * 48_271) % 2_147_483_647) % most;
  for (let round = 0; round < 60; round++) {
    yield Array.from({ length: 50 }, () => {
      const number = upTo(600);
      const pad = 'x'.repeat(upTo(upTo(20) === 0 ? 9_000 : 600));
      return put(`key-${(number * 7_919) % 10_000}`, { name: secretOf(number % holders), price: number, pad });
    });
  }
}

function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder).filter((file) => readFileSync(join(folder, file)).includes(text));
}

describe('SQLite: what is to be forgotten', () => {
  it('is in no file once the commit that forgets it has resolved, while the store stays open', async () => {
    const folder = mkdtempSync(join(root, 'live-'));
    const store = await openSqliteReadStore({ folder });
    const { generation } = await generationWith(store);
    const projection = store.projection(articles);
    await projection.activate(generation);
    // As after a restart: nothing but the file tells of what was before.
    const restarted = await openSqliteReadStore({ folder });
    const writer = await restarted.projection(articles).open(generation);
    await writer.claim('owner');
    for (const writes of busyWrites()) await writer.commit(commitOf(writes));
    const reader = await projection.active();
    for (const [holder, forgotten] of [
      [3, (key: string) => put(key, { name: null, erased: true })],
      [4, (key: string) => remove(key)],
    ] as const) {
      const where = { name: { eq: secretOf(holder) } };
      const found = await writer.find('article', { where, limit: 1_000 });
      assert.ok(found.length > 10);
      assert.notDeepEqual(filesWith(folder, secretOf(holder)), []);
      await writer.commit(
        commitOf(
          found.map(({ key }) => forgotten(key)),
          { forget: true },
        ),
      );
      assert.deepEqual(filesWith(folder, secretOf(holder)), []);
      assert.equal(await reader?.count('article', { where }), 0);
    }
    assert.notDeepEqual(filesWith(folder, secretOf(5)), []);
    await restarted.close();
    await store.close();
  });

  it('and was not before its writer died, is with the next claim', async () => {
    const folder = mkdtempSync(join(root, 'claim-'));
    const store = await openSqliteReadStore({ folder });
    const generation = await generationWith(store, { a: { name: secretOf(1) } });
    await store.projection(articles).activate(generation.generation);
    await generation.claim('owner');
    await generation.commit(commitOf([put('a', { name: secretOf(2) })]));
    const removed: Commit = commitOf([remove('a')]);
    await generation.commit(removed);
    assert.notDeepEqual(filesWith(folder, secretOf(2)), [], 'a commit alone forgets nothing');
    await generation.claim('the next one');
    assert.deepEqual(filesWith(folder, secretOf(2)), []);
    await store.close();
  });

  it('was never left behind by a bulk build either', async () => {
    const folder = mkdtempSync(join(root, 'bulk-'));
    const store = await openSqliteReadStore({ folder });
    const generation = await generationWith(store);
    for (const writes of busyWrites()) await generation.commit(commitOf(writes, { bulk: true }));
    const found: string[] = [];
    for await (const { key, document } of generation.scan('article')) if (document['name'] === secretOf(3)) found.push(key);
    assert.ok(found.length > 10);
    await generation.commit(
      commitOf(
        found.map((key) => put(key, { name: null })),
        { bulk: true, forget: true },
      ),
    );
    await store.projection(articles).activate(generation.generation);
    assert.deepEqual(filesWith(folder, secretOf(3)), []);
    assert.notDeepEqual(filesWith(folder, secretOf(5)), []);
    await store.close();
  });
});
