import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeOn } from '../../testing/engines.ts';
import { articles, commitOf, generationWith, put } from '../contract/under-test.ts';
import type { RedisAddress } from './connection.ts';
import { connect } from './connection.ts';
import { projectionKey } from './keys.ts';
import { openRedisReadStore } from './open.ts';
import { keysOfPrefix, ownPrefix, removeKeys } from './testing/stores.ts';
import { silentLog } from '../../telemetry/port.ts';

const odd = ['x:*', 'a\r\nDEL x', '{tag}', '}{', '\0', 'a b', '🙂', '', '*', '../x', "'; DROP"];

function ownKeys(connection: RedisAddress): void {
  it('stay below the projection, whatever documents hold', async () => {
    const prefix = ownPrefix();
    const store = await openRedisReadStore({ connection, prefix });
    const documents = odd.map((each) => put(each, { name: each, category: each, tags: [each], description: each }));
    const streams = new Map(odd.map((each) => [each, 1]));
    const generation = await generationWith(store);
    await generation.commit(commitOf(documents, { revisions: streams }));
    const keys = await keysOfPrefix(connection, prefix);
    assert.ok(keys.length > odd.length);
    const base = projectionKey(prefix, 'articles');
    for (const key of keys) assert.ok(key === base || key.startsWith(`${base}:`), key);
    assert.deepEqual([...(await generation.revisions(odd))], [...streams]);
    await store.close();
    await removeKeys(connection, prefix);
  });

  it('of a dropped generation are all gone, and of an interrupted drop with the next generation', async () => {
    const prefix = ownPrefix();
    const store = await openRedisReadStore({ connection, prefix });
    const projection = store.projection(articles);
    const documents = Array.from({ length: 2_000 }, (_, n) =>
      put(`k${n}`, { name: `n${n}`, tags: [`t${n}`], description: `word${n} common`, price: n }),
    );
    const first = await generationWith(store);
    await first.commit(commitOf(documents, { bulk: true, revisions: new Map([['s-1', 1]]) }));
    assert.ok((await keysOfPrefix(connection, prefix)).length > 6_000);
    await projection.drop(first.generation);
    assert.deepEqual(await keysOfPrefix(connection, prefix), [projectionKey(prefix, 'articles')]);

    const second = await generationWith(store);
    await second.commit(commitOf(documents, { bulk: true }));
    const redis = await connect(connection, silentLog);
    // What a drop does before it sweeps.
    await redis.script('shopDrop', projectionKey(prefix, 'articles'), [second.generation]);
    await redis.close();
    assert.deepEqual(await projection.generations(), []);
    const third = await projection.create();
    assert.equal(third.generation, 3);
    assert.deepEqual(await keysOfPrefix(connection, prefix), [projectionKey(prefix, 'articles')]);
    await store.close();
    await removeKeys(connection, prefix);
  });
}

describeOn('redis', 'keys in one Redis', ({ url }) => ownKeys({ url }));
describeOn('redis-cluster', 'keys in a Redis Cluster', ({ nodes }) => ownKeys({ nodes }));
