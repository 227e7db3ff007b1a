import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { ReadStoreUnavailableError } from '../port.ts';
import { translated } from './errors.ts';

/** As the client makes them: with the command that failed, and all it carried. */
const failed = (message: string) =>
  Object.assign(new Error(message), { command: { name: 'evalsha', args: ['{"name":"Alice Example"}'] } });

describe('an error of Redis', () => {
  it('is an outage by its words, and never holds what was to be written', () => {
    const outage = translated(failed("OOM command not allowed when used memory > 'maxmemory'."));
    assert.ok(outage instanceof ReadStoreUnavailableError);
    const other = translated(failed('ERR unknown command'));
    assert.ok(!(other instanceof ReadStoreUnavailableError));
    for (const error of [outage, other]) assert.ok(!inspect(error, { depth: 9 }).includes('Alice'));
  });
});
