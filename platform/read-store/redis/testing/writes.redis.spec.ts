import assert from 'node:assert/strict';
import { it } from 'node:test';
import { describeOn } from '../../../testing/engines.ts';
import { ownPrefix, removeKeys } from './stores.ts';
import { openBarePipelines, type RedisCommand, writesDuring } from './writes.ts';

describeOn('redis', 'writes watched in Redis', ({ url }) => {
  it('are told as they were sent, whatever characters they have, and can be sent again', async () => {
    const prefix = ownPrefix();
    const commands: readonly RedisCommand[] = [
      ['hset', `{${prefix}:a}`, 'key', '{"name":"a \\"lamp\\" é \\n","size":1}'],
      ['zadd', `{${prefix}:b}`, '0', 'place\0\x01\x07\tkey" "more'],
      ['hset', `{other-${prefix}:a}`, 'key', 'not watched'],
    ];
    const pipelines = await openBarePipelines(url);
    const watch = () => writesDuring(url, prefix, () => pipelines.send(commands));
    assert.deepEqual(await watch(), commands.slice(0, 2));
    assert.deepEqual(await watch(), commands.slice(0, 2));
    pipelines.close();
    for (const each of [prefix, `other-${prefix}`]) await removeKeys({ url }, each);
  });

  it('that Redis refuses are an error', async () => {
    const prefix = ownPrefix();
    const pipelines = await openBarePipelines(url);
    await assert.rejects(pipelines.send([['hset', `{${prefix}:a}`, 'no value']]), /wrong number of arguments/);
    pipelines.close();
  });
});
