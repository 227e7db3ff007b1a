import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { describeOn } from '../../testing/engines.ts';
import { articles, commitOf, generationWith, put, remove } from '../contract/under-test.ts';
import type { ReadStore } from '../port.ts';
import { openRedisReadStore, type RedisReadStoreOptions } from './open.ts';
import { ownRedis, type OwnRedis } from './testing/own-redis.ts';

function open(redis: OwnRedis, more: Partial<RedisReadStoreOptions> = {}): Promise<ReadStore> {
  return openRedisReadStore({ connection: { url: redis.url }, prefix: 'shop', ...more });
}

function filesWith(folder: string, text: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((file) => join(file.parentPath, file.name)).filter((file) => readFileSync(file).includes(text));
}

const secret = (holder: number): string => `secret-of-${holder}`;

describeOn('redis', 'what Redis keeps in files', () => {
  it('cut off anywhere, stands at an earlier commit: documents, indexes, revisions and checkpoint', async () => {
    await using redis = await ownRedis(['--appendfsync', 'always']);
    const store = await open(redis);
    const generation = await generationWith(store);
    for (let n = 1; n <= 60; n++) {
      const writes = Array.from({ length: 5 }, (_, at) => put(`${(n * 3 + at) % 40}`, { price: n, tags: [`t${n}`] }));
      await generation.commit(
        commitOf([...writes, put('n', { price: n })], { checkpoint: `${n}`, revisions: new Map([['s-1', n]]) }),
      );
    }
    const { generation: number } = generation;
    await store.close();
    await redis.kill('SIGKILL');
    const log = 'appendonlydir/appendonly.aof.1.incr.aof';
    const { size } = statSync(join(redis.folder, log));
    const checkpoints = new Set<string | null>();
    for (const lost of [1, 17, 400, 1_500, Math.floor(size / 3), Math.floor(size / 2)]) {
      const folder = mkdtempSync(join(tmpdir(), 'own-redis-'));
      cpSync(redis.folder, folder, { recursive: true });
      truncateSync(join(folder, log), size - lost);
      await using cut = await ownRedis([], folder);
      const after = await open(cut);
      const left = await after.projection(articles).open(number);
      const checkpoint = await left.checkpoint();
      const n = Number(checkpoint);
      checkpoints.add(checkpoint);
      assert.ok(n < 60, 'something was lost');
      assert.equal(await left.revision('s-1'), n);
      assert.deepEqual(await left.get('article', 'n'), { price: n });
      assert.equal(await left.count('article', { where: { tags: { eq: `t${n}` } } }), 5);
      assert.equal(await left.count('article', { where: { price: { gte: n + 1 } } }), 0);
      assert.equal((await left.find('article', { limit: 100 })).length, await left.count('article'));
      await after.close();
    }
    assert.ok(checkpoints.size > 2, 'the cuts were of different commits');
  });

  it('no longer holds what a commit forgets once it has resolved', async () => {
    await using redis = await ownRedis();
    await redis.admin((client) => client.config('SET', 'save', '3600 1'));
    const store = await open(redis);
    const generation = await generationWith(store);
    await store.projection(articles).activate(generation.generation);
    await generation.claim('owner');
    for (let round = 0; round < 30; round++) {
      const writes = Array.from({ length: 20 }, (_, at) =>
        put(`k${(round * 7 + at) % 50}`, { name: secret(at % 4), description: secret(at % 4), tags: [secret(at % 4)] }),
      );
      await generation.commit(commitOf(writes));
    }
    await redis.admin((client) => client.save());
    assert.equal(filesWith(redis.folder, secret(1)).length, 2, 'the log and the snapshot');
    const found = await generation.find('article', { where: { name: { eq: secret(1) } }, limit: 100 });
    await generation.commit(commitOf(found.map(({ key }) => remove(key))));
    assert.notDeepEqual(filesWith(redis.folder, secret(1)), [], 'a commit alone forgets nothing');
    const more = await generation.find('article', { where: { name: { eq: secret(2) } }, limit: 100 });
    await generation.commit(
      commitOf(
        more.map(({ key }) => put(key, { name: null })),
        { forget: true },
      ),
    );
    assert.deepEqual([...filesWith(redis.folder, secret(1)), ...filesWith(redis.folder, secret(2))], []);
    assert.notDeepEqual(filesWith(redis.folder, secret(3)), []);
    await store.close();
  });

  it('forgets with the next claim what its writer died over', async () => {
    await using redis = await ownRedis();
    const store = await open(redis);
    const generation = await generationWith(store, { a: { name: secret(1) } });
    const dying = await open(redis, { forgetting: 'engine' });
    const { generation: number } = generation;
    const there = await dying.projection(articles).open(number);
    // As if the process had died between the commit and the files: the mark of the one stays for the other.
    await there.commit(commitOf([remove('a')]));
    await redis.admin((client) => client.hset('{shop:articles}', 'forget', 'a commit'));
    assert.notDeepEqual(filesWith(redis.folder, secret(1)), []);
    await generation.claim('the next one');
    assert.deepEqual(filesWith(redis.folder, secret(1)), []);
    assert.equal(await redis.admin((client) => client.hget('{shop:articles}', 'forget')), null);
    await dying.close();
    await store.close();
  });

  it('is forgotten for all who ask at the same time', async () => {
    await using redis = await ownRedis();
    const store = await open(redis);
    const names = ['one', 'two', 'three', 'four'];
    const generations = await Promise.all(
      names.map((name) => generationWith(store, { a: { name: secret(1) } }, { ...articles, name })),
    );
    await Promise.all(generations.map((each) => each.commit(commitOf([remove('a')], { forget: true }))));
    assert.deepEqual(filesWith(redis.folder, secret(1)), []);
    await store.close();
  });

  it('where Redis does not let itself be told, the commit is made but says that nothing is forgotten', async () => {
    await using redis = await ownRedis(['--rename-command', 'BGREWRITEAOF', '']);
    const store = await open(redis);
    const generation = await generationWith(store, { a: { name: secret(1) } });
    await assert.rejects(generation.commit(commitOf([remove('a')], { forget: true })), { name: 'ReadStoreUnavailableError' });
    assert.equal(await generation.get('article', 'a'), null);
    await assert.rejects(generation.claim('owner'), { name: 'ReadStoreUnavailableError' });
    await store.close();
    const left = await open(redis, { forgetting: 'engine' });
    await (await left.projection(articles).open(generation.generation)).claim('owner');
    await left.close();
  });
});
