import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failureKind } from './failure-kind.ts';
import { Health } from './health.ts';

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

describe('a failure', () => {
  it('is of its kind', () => {
    const timeout = Object.assign(new Error('x'), { code: 'UND_ERR_HEADERS_TIMEOUT' });
    assert.equal(failureKind(timeout, true), 'timeout');
    assert.equal(failureKind(timeout, false), 'connect');
    assert.equal(failureKind(new Error('other side closed'), true), 'reset');
  });
});
