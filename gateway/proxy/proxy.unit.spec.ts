import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failureKind, failureProblem } from './failure.ts';
import { Health } from './health.ts';
import { mayRetry } from './retry.ts';

describe('the health of an instance', () => {
  const make = () => {
    const clock = { now: 0 };
    return { clock, health: new Health(() => clock.now) };
  };

  it('ends at once where it cannot be connected to, alone or not', () => {
    for (const alone of [true, false]) {
      const { health } = make();
      assert.equal(health.failed('connect', alone), true);
      assert.equal(health.ejected, true);
    }
  });
  it('ends after five failures in a row, not after four and a success', () => {
    const { health } = make();
    for (let i = 0; i < 4; i++) assert.equal(health.failed('timeout', false), false);
    health.succeeded();
    for (let i = 0; i < 4; i++) assert.equal(health.failed('reset', false), false);
    assert.equal(health.failed('reset', false), true);
  });
  it('does not end by slowness while there is no other', () => {
    const { health } = make();
    for (let i = 0; i < 50; i++) assert.equal(health.failed('timeout', true), false);
  });
  it('is told of once: further failures of an ejected instance change nothing', () => {
    const { health } = make();
    health.failed('connect', false);
    assert.equal(health.failed('connect', false), false);
    assert.equal(health.probationMs, 250);
  });
  it('is probed after 250 ms, then after twice as long each time, at most 5 s', () => {
    const { health } = make();
    health.failed('connect', false);
    const waits = Array.from({ length: 7 }, () => {
      const wait = health.probationMs;
      health.probed(false);
      return wait;
    });
    assert.deepEqual(waits, [250, 500, 1_000, 2_000, 4_000, 5_000, 5_000]);
  });
  it('comes back with a probe; the past is forgotten after 30 s of service, not before', () => {
    const { clock, health } = make();
    health.failed('connect', false);
    health.probed(true);
    assert.equal(health.ejected, false);
    clock.now = 29_999;
    health.failed('connect', false);
    assert.equal(health.probationMs, 500);
    health.probed(true);
    clock.now = 60_000;
    health.failed('connect', false);
    assert.equal(health.probationMs, 250);
  });
});

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
  it('is of its kind', () => {
    const timeout = Object.assign(new Error('x'), { code: 'UND_ERR_HEADERS_TIMEOUT' });
    assert.equal(failureKind(timeout, true), 'timeout');
    assert.equal(failureKind(timeout, false), 'connect');
    assert.equal(failureKind(new Error('other side closed'), true), 'reset');
  });
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
