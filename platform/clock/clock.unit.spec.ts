import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Clock } from './port.ts';
import { isoNow } from './port.ts';
import { hastyClock } from './hasty.ts';
import { manualClock } from './manual.ts';
import { systemClock } from './system.ts';

function clockContract(name: string, clock: () => Clock): void {
  describe(`${name}: a clock`, () => {
    it('tells milliseconds since the epoch, and ISO 8601 in UTC from them', () => {
      const now = clock();
      ok(Number.isInteger(now.now()));
      strictEqual(isoNow(now).length, '2026-01-01T00:00:00.000Z'.length);
    });

    it('resolves a sleep of no length', async () => {
      await clock().sleep(0);
    });

    it("rejects a sleep with the signal's reason", async () => {
      const reason = new Error('enough');
      const controller = new AbortController();
      const sleep = clock().sleep(60_000, controller.signal);
      controller.abort(reason);
      await rejects(sleep, reason);
      await rejects(clock().sleep(60_000, controller.signal), reason);
    });
  });
}

clockContract('system', () => systemClock);
clockContract('manual', () => manualClock(1_000));
clockContract('hasty', () => hastyClock(1_000));

describe('the system clock', () => {
  it('sleeps for at least the time asked for', async () => {
    const start = performance.now();
    await systemClock.sleep(5);
    ok(performance.now() - start >= 5);
  });

  it('does not take a sleep longer than a timer can hold for none at all', async () => {
    const controller = new AbortController();
    let woke = false;
    const sleep = systemClock.sleep(2 ** 40, controller.signal).then(() => (woke = true));
    await systemClock.sleep(5);
    strictEqual(woke, false);
    controller.abort(new Error('end'));
    await rejects(sleep, /end/);
  });
});

describe('the manual clock', () => {
  it('stands still until it is moved', async () => {
    const clock = manualClock(5);
    strictEqual(clock.now(), 5);
    await clock.advance(7);
    strictEqual(clock.now(), 12);
  });

  it('wakes sleepers in the order of their times, each at its own time', async () => {
    const clock = manualClock(0);
    const woken: string[] = [];
    const sleeper = async (name: string, ms: number): Promise<void> => {
      await clock.sleep(ms);
      woken.push(`${name}@${clock.now()}`);
    };
    const all = [sleeper('c', 30), sleeper('a', 10), sleeper('b', 20), sleeper('b2', 20), sleeper('far', 101)];
    await clock.advance(100);
    deepStrictEqual(woken, ['a@10', 'b@20', 'b2@20', 'c@30']);
    strictEqual(clock.sleepers, 1);
    await clock.advance(1);
    await Promise.all(all);
  });

  it('runs a loop of sleeps within one move', async () => {
    const clock = manualClock(0);
    const ticks: number[] = [];
    const loop = (async () => {
      for (let i = 0; i < 3; i++) {
        await clock.sleep(10);
        ticks.push(clock.now());
      }
    })();
    await clock.advance(30);
    await loop;
    deepStrictEqual(ticks, [10, 20, 30]);
  });

  it('forgets a sleeper whose signal aborted', async () => {
    const clock = manualClock(0);
    const controller = new AbortController();
    const sleep = clock.sleep(10, controller.signal);
    controller.abort(new Error('end'));
    await rejects(sleep, /end/);
    strictEqual(clock.sleepers, 0);
  });
});
