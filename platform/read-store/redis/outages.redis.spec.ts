import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeOn } from '../../testing/engines.ts';
import { articles, commitOf, generationWith, put } from '../contract/under-test.ts';
import { FencedError, ReadStoreUnavailableError, type ReadStore } from '../port.ts';
import { EvictingRedisError } from './eviction.ts';
import { openRedisReadStore } from './open.ts';
import { eventually, ownRedis, type OwnRedis } from './testing/own-redis.ts';

/** Longer than the longest wait for an answer. */
const BOUND_MS = 30_000;

function open(redis: OwnRedis, checkEveryMs = 30_000): Promise<ReadStore> {
  return openRedisReadStore({ connection: { url: redis.url }, prefix: 'shop', checkEveryMs });
}

async function unavailableWithin(work: Promise<unknown>, ms: number): Promise<void> {
  const began = performance.now();
  await assert.rejects(work, ReadStoreUnavailableError);
  const took = performance.now() - began;
  assert.ok(took < ms, `it took ${took} ms`);
}

const isAnswered = async (work: () => Promise<unknown>): Promise<boolean> =>
  work().then(
    () => true,
    (error: unknown) => {
      assert.ok(error instanceof ReadStoreUnavailableError, String(error));
      return false;
    },
  );

describeOn('redis', 'Redis in trouble', () => {
  it('emptied, nothing is active, and who wrote before is fenced, also when the numbers begin anew', async () => {
    await using redis = await ownRedis();
    const store = await open(redis);
    const projection = store.projection(articles);
    const old = await generationWith(store, { a: { name: 'old' } });
    await projection.activate(old.generation);
    await old.claim('owner');
    assert.ok(await projection.active());
    await redis.admin((client) => client.flushall());
    assert.equal(await projection.active(), null);
    assert.deepEqual(await projection.generations(), []);
    await assert.rejects(old.commit(commitOf([put('b', {})])), FencedError);
    await assert.rejects(old.claim('owner'), FencedError);
    await assert.rejects(old.find('article', { limit: 1 }), FencedError);
    const next = await generationWith(store, { a: { name: 'new' } });
    assert.equal(next.generation, old.generation);
    await assert.rejects(old.commit(commitOf([put('b', {})])), FencedError, 'the same number, but another generation');
    await projection.activate(next.generation);
    assert.deepEqual(await (await projection.active())?.get('article', 'a'), { name: 'new' });
    assert.equal(await next.count('article'), 1);
    await store.close();
  });

  it('that evicts keys is refused when it is opened, and whenever it begins to', async () => {
    await using redis = await ownRedis(['--maxmemory-policy', 'allkeys-lru']);
    await assert.rejects(open(redis), (error) => error instanceof EvictingRedisError && /noeviction\.$/.test(error.message));
    const policy = (value: string): Promise<unknown> => redis.admin((client) => client.config('SET', 'maxmemory-policy', value));
    await policy('noeviction');
    const store = await open(redis, 20);
    const active = (): Promise<unknown> => store.projection(articles).active();
    assert.equal(await active(), null);
    await policy('volatile-ttl');
    await eventually('the store is unavailable', async () => !(await isAnswered(active)));
    await policy('noeviction');
    await eventually('the store is back', () => isAnswered(active));
    await store.close();
  });

  it('full, takes no commit, not even a part of one', async () => {
    await using redis = await ownRedis();
    const store = await open(redis);
    const generation = await generationWith(store, { a: { price: 1, tags: ['x'], description: 'blue' } });
    await redis.admin((client) => client.config('SET', 'maxmemory', '1'));
    const commit = commitOf([put('a', { price: 2 }), put('b', {})], { checkpoint: '9', revisions: new Map([['s-1', 1]]) });
    await assert.rejects(generation.commit(commit), ReadStoreUnavailableError);
    assert.deepEqual(await generation.get('article', 'a'), { price: 1, tags: ['x'], description: 'blue' });
    assert.deepEqual([await generation.checkpoint(), await generation.revision('s-1')], ['0', -1]);
    assert.equal(await generation.count('article', { where: { tags: { eq: 'x' } }, text: 'bl' }), 1);
    await redis.admin((client) => client.config('SET', 'maxmemory', '0'));
    await generation.commit(commit);
    assert.equal(await generation.checkpoint(), '9');
    await store.close();
  });

  it('a replica, takes no commits', async () => {
    await using redis = await ownRedis();
    const store = await open(redis);
    const generation = await generationWith(store);
    await using other = await ownRedis();
    await redis.admin((client) => client.replicaof('127.0.0.1', other.port));
    await assert.rejects(generation.commit(commitOf([put('a', {})])), ReadStoreUnavailableError);
    await store.close();
  });

  it('killed, is missed at once and found again', async () => {
    await using redis = await ownRedis(['--appendfsync', 'always']);
    const store = await open(redis);
    const projection = store.projection(articles);
    const generation = await generationWith(store, { a: { name: 'A' } });
    await projection.activate(generation.generation);
    await redis.kill('SIGKILL');
    await unavailableWithin(projection.active(), BOUND_MS);
    await unavailableWithin(Promise.all(Array.from({ length: 500 }, () => generation.get('article', 'a'))), 500);
    await unavailableWithin(generation.commit(commitOf([put('a', {})])), 500);
    await redis.start();
    await eventually('Redis is found again', () => isAnswered(() => projection.active()));
    assert.deepEqual(await (await projection.active())?.get('article', 'a'), { name: 'A' });
    await generation.claim('owner');
    await generation.commit(commitOf([put('b', {})]));
    assert.equal(await generation.count('article'), 2);
    await store.close();
  });

  it('standing still, keeps nobody waiting without end', async () => {
    await using redis = await ownRedis();
    const store = await open(redis);
    const generation = await generationWith(store, { a: { name: 'A' } });
    await redis.kill('SIGSTOP');
    await Promise.all([
      unavailableWithin(generation.get('article', 'a'), BOUND_MS),
      unavailableWithin(generation.commit(commitOf([put('a', { name: 'B' })], { checkpoint: '1' })), BOUND_MS),
      unavailableWithin(generation.find('article', { limit: 1 }), BOUND_MS),
    ]);
    await redis.kill('SIGCONT');
    await eventually('Redis answers again', () => isAnswered(() => generation.get('article', 'a')));
    // Whether the commit was made is not known; made again it must come to the same.
    await generation.commit(commitOf([put('a', { name: 'B' })], { checkpoint: '1' }));
    assert.deepEqual([await generation.count('article'), await generation.checkpoint()], [1, '1']);
    assert.equal(await generation.count('article', { where: { name: { eq: 'A' } } }), 0);
    await store.close();
  });

  it('a cluster that is not whole, is not waited for without end', async () => {
    await using redis = await ownRedis(['--cluster-enabled', 'yes']);
    const connection = { nodes: [`127.0.0.1:${redis.port}`] };
    await unavailableWithin(openRedisReadStore({ connection, prefix: 'shop' }), BOUND_MS);
  });

  it('not there, is told in one sentence', async () => {
    const connection = { url: 'redis://127.0.0.1:1' };
    await assert.rejects(openRedisReadStore({ connection, prefix: 'shop' }), ReadStoreUnavailableError);
  });
});
