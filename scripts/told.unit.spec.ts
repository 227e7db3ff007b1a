import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError } from '@shop/platform/config/config.ts';
import { EventStoreUnavailableError } from '@shop/platform/event-store/port.ts';
import { codeOf, CommandError, toldOf } from './told.ts';

const refused = (address: string): Error => Object.assign(new Error(`connect ECONNREFUSED ${address}`), { code: 'ECONNREFUSED' });
const sentence = 'An engine of this shop does not answer: connect ECONNREFUSED 127.0.0.1:9 (npm run engines -- status).';

describe('what a command tells of its failure', () => {
  it('is the message where that is for people', () => {
    for (const error of [new CommandError('No.'), new ConfigError('No.'), new EventStoreUnavailableError('No.')]) {
      assert.equal(toldOf(error), 'No.');
    }
  });

  it('names the address that does not answer, wherever in the error it stands', () => {
    const one = refused('127.0.0.1:9');
    const several = Object.assign(new AggregateError([one, refused('::1:9')]), { code: 'ECONNREFUSED' });
    for (const error of [one, several, new Error('fetch failed', { cause: one }), new Error('', { cause: several })]) {
      assert.equal(toldOf(error), sentence);
    }
  });

  it('is nothing of any other error, which is thrown as it is', async () => {
    const error = new Error('a mistake of ours', { cause: Object.assign(new Error('no'), { code: 'ENOENT' }) });
    assert.equal(toldOf(error), null);
    await assert.rejects(
      codeOf(() => Promise.reject(error)),
      error,
    );
    assert.equal(await codeOf(() => Promise.resolve(1)), 1);
  });
});
