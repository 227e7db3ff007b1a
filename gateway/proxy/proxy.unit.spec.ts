import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failureProblem } from './failure.ts';
import { mayRetry } from './retry.ts';

describe('a second attempt', () => {
  const read = { attempts: 1, kind: 'reset', isRead: true, hasIdempotencyKey: false, replayable: true } as const;
  const command = { ...read, isRead: false };
  it('is made for reads, whatever broke', () => {
    assert.equal(mayRetry(read), true);
    assert.equal(mayRetry({ ...read, kind: 'connect' }), true);
  });
  it('is never made for a command without a key', () => {
    for (const kind of ['connect', 'reset', 'timeout'] as const) assert.equal(mayRetry({ ...command, kind }), false);
  });
  it('is made for a command with a key whose body can be sent again', () => {
    assert.equal(mayRetry({ ...command, hasIdempotencyKey: true }), true);
    assert.equal(mayRetry({ ...command, hasIdempotencyKey: true, replayable: false }), false);
  });
  it('is not made after a timeout, and there is no third', () => {
    assert.equal(mayRetry({ ...read, kind: 'timeout' }), false);
    assert.equal(mayRetry({ ...read, attempts: 2 }), false);
  });
});

describe('a failure', () => {
  it('says of a command that its outcome is not known where something may have reached the service', () => {
    for (const kind of ['timeout', 'reset'] as const) assert.match(failureProblem(kind, false, 1).detail, /may or may not/);
    for (const kind of ['down', 'connect', 'full'] as const) {
      assert.doesNotMatch(failureProblem(kind, false, 1).detail, /may or may not/);
      assert.equal(failureProblem(kind, false, 1).status, 503);
    }
  });
  it('always says when to come back', () => {
    for (const kind of ['timeout', 'reset', 'down', 'connect', 'full'] as const) {
      assert.ok(Number(failureProblem(kind, true, 3).headers['Retry-After']) > 0);
    }
  });
});
