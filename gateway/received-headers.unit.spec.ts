import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readHeaders } from './received-headers.ts';

describe('received headers', () => {
  it('go on in any letter case if they are on the list, and not otherwise', () => {
    const { forward } = readHeaders([
      'IF-MATCH',
      '"1"',
      'X-User-Id',
      'ada',
      'X_User_Id',
      'ada',
      'content-type',
      'application/json',
    ]);
    assert.deepEqual(forward, ['if-match', '"1"', 'content-type', 'application/json']);
  });
  it('that are lists may stand twice', () => {
    const read = readHeaders(['If-Match', '"1"', 'If-Match', '"2"']);
    assert.equal(read.repeated, null);
    assert.deepEqual(read.forward, ['if-match', '"1"', 'if-match', '"2"']);
  });
  for (const name of [
    'Authorization',
    'Content-Length',
    'Content-Type',
    'Host',
    'Idempotency-Key',
    'Consistency-Token',
    'Transfer-Encoding',
    'Content-Encoding',
  ]) {
    it(`that are single may not: ${name}`, () => {
      assert.equal(readHeaders([name, 'a', name.toUpperCase(), 'a']).repeated, name.toLowerCase());
    });
  }
  it('named by Connection are as if they had not been sent', () => {
    const { values, forward } = readHeaders([
      'Connection',
      'close, If-Match ,AUTHORIZATION',
      'If-Match',
      '"1"',
      'Authorization',
      'x',
      'Prefer',
      'wait=1',
    ]);
    assert.deepEqual(forward, ['prefer', 'wait=1']);
    assert.equal(values.get('authorization'), undefined);
    assert.equal(values.get('prefer'), 'wait=1');
  });
  it('that frame the body stay though Connection names them', () => {
    assert.equal(readHeaders(['Connection', 'content-length', 'Content-Length', '5']).values.get('content-length'), '5');
  });
  it('repeated in Connection count all', () => {
    assert.deepEqual(readHeaders(['Connection', 'close', 'Connection', 'prefer', 'Prefer', 'wait=1']).forward, []);
  });
});
