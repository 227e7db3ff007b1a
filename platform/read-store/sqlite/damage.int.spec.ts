import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { articles, commitOf, generationWith, put } from '../contract/under-test.ts';
import { FencedError, ReadStoreUnavailableError, type ReadStore } from '../port.ts';
import { openSqliteReadStore } from './open.ts';

let folder = '';
let told: string[] = [];
const opened: ReadStore[] = [];

async function open(): Promise<ReadStore> {
  const store = await openSqliteReadStore({ folder, onDamage: (sentence) => void told.push(sentence) });
  opened.push(store);
  return store;
}

/** A store with one active generation of 2,000 documents, closed again. */
async function filled(): Promise<string> {
  const store = await open();
  const generation = await generationWith(store);
  await generation.commit(
    commitOf(Array.from({ length: 2_000 }, (_, i) => put(`k${i}`, { name: `n${i}`, tags: ['x'], description: 'cup' }))),
  );
  await store.projection(articles).activate(generation.generation);
  await store.close();
  return join(folder, `articles.${generation.generation}.sqlite`);
}

function overwrite(path: string, from: number, length: number): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(length, 0xa5), 0, length, from);
  closeSync(file);
}

describe('SQLite: a damaged read store', () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'read-store-'));
    told = [];
  });
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close();
    rmSync(folder, { recursive: true });
  });

  const damages: readonly [string, (path: string) => void][] = [
    ['is no database', (path) => overwrite(path, 0, 4096)],
    ['is damaged inside', (path) => overwrite(path, 4096, statSync(path).size - 4096)],
    ['is cut to nothing', (path) => truncateSync(path, 0)],
    ['is cut in the middle', (path) => truncateSync(path, 8192)],
    ['is gone', (path) => rmSync(path)],
  ];
  for (const [what, damage] of damages) {
    it(`counts as empty where a generation's file ${what}; it is said once and rebuilding works`, async () => {
      damage(await filled());
      const store = await open();
      const projection = store.projection(articles);
      await assert.rejects(
        async () => {
          const active = await projection.active();
          await active?.find('article', { where: { name: { eq: 'n7' } }, limit: 5 });
          await Array.fromAsync(active?.scan('article') ?? []);
        },
        (error) => error instanceof ReadStoreUnavailableError || error instanceof FencedError,
      );
      assert.equal(await projection.active(), null);
      assert.equal(told.length, 1);
      assert.match(
        told[0] ?? '',
        /^Generation 1 of the read model articles cannot be read \(.+\); it is given up and will be rebuilt from the log\.$/,
      );
      const next = await generationWith(store, { a: { name: 'A' } });
      await projection.activate(next.generation);
      assert.deepEqual(await (await projection.active())?.get('article', 'a'), { name: 'A' });
    });
  }

  it('ends the writer of a damaged generation', async () => {
    const path = await filled();
    const store = await open();
    const generation = await store.projection(articles).open(1);
    await generation.claim('owner');
    overwrite(path, 4096, statSync(path).size - 4096);
    await assert.rejects(async () => {
      for (let i = 0; i < 50; i++)
        await generation.commit(commitOf([put(`k${i * 40}`, { name: 'changed', description: 'mug' })]));
    });
    await assert.rejects(generation.commit(commitOf([])), FencedError);
    assert.equal(await store.projection(articles).active(), null);
  });

  for (const [what, damage] of damages.slice(0, 2)) {
    it(`counts as empty as a whole where the catalogue ${what}`, async () => {
      await filled();
      damage(join(folder, 'catalogue.sqlite'));
      const store = await open();
      assert.equal(await store.projection(articles).active(), null);
      assert.match(told.join(), /all read models count as empty and will be rebuilt from the log\.$/);
      assert.deepEqual(
        readdirSync(folder).filter((name) => name.startsWith('articles')),
        [],
      );
      await store.projection(articles).activate((await generationWith(store)).generation);
    });
  }

  it('is tidied at the start: files that no generation owns are removed', async () => {
    const path = await filled();
    const stray = join(folder, 'articles.99.sqlite');
    closeSync(openSync(stray, 'w'));
    await open();
    const files = readdirSync(folder).filter((name) => name.endsWith('.sqlite'));
    assert.deepEqual(files.sort(), ['articles.1.sqlite', 'catalogue.sqlite'], path);
  });
});
