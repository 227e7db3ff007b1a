import { deepEqual, equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { manualClock } from '@shop/platform/clock/manual.ts';
import { EarliestFirst } from './earliest-first.ts';
import { Lanes } from './lanes.ts';
import { Progress } from './progress.ts';
import { turn } from './testing/simulation.ts';
import { Timers } from './timers.ts';

describe('lanes', () => {
  it('run work of one key in turn, of different keys side by side', async () => {
    const lanes = new Lanes(10);
    const seen: string[] = [];
    const gates = new Map(['a1', 'a2', 'b1'].map((name) => [name, Promise.withResolvers<void>()]));
    const work = (name: string) => async () => {
      seen.push(`${name} begins`);
      await gates.get(name)?.promise;
      seen.push(`${name} ends`);
    };
    for (const name of ['a1', 'a2', 'b1']) await lanes.add(name.charAt(0), work(name), () => undefined);
    await turn();
    deepEqual(seen, ['a1 begins', 'b1 begins']);
    for (const name of ['b1', 'a1', 'a2']) {
      gates.get(name)?.resolve();
      await turn();
    }
    await lanes.rest();
    deepEqual(seen.slice(2), ['b1 ends', 'a1 ends', 'a2 begins', 'a2 ends']);
  });

  it('make who brings too much wait, and go on after a failure', async () => {
    const lanes = new Lanes(2);
    const failures: unknown[] = [];
    const gate = Promise.withResolvers<void>();
    let added = 0;
    const adding = (async () => {
      for (let n = 0; n < 5; n++) {
        const work = async () => {
          await gate.promise;
          if (n === 0) throw new Error('no');
        };
        await lanes.add(`k${n % 2}`, work, (error) => failures.push(error));
        added++;
      }
    })();
    await turn();
    deepEqual([added, lanes.size], [2, 2]);
    gate.resolve();
    await adding;
    await lanes.rest();
    deepEqual([added, lanes.size, failures.length], [5, 0, 1]);
  });
});

describe('progress', () => {
  it('is the last batch before which nothing is unfinished', () => {
    const progress = new Progress('0');
    const first = progress.begin('1', 2);
    const second = progress.begin('2', 1);
    second();
    equal(progress.checkpoint, '0');
    first();
    equal(progress.checkpoint, '0');
    first();
    equal(progress.checkpoint, '2');
    progress.begin('3', 0);
    deepEqual([progress.checkpoint, progress.eventsBehind], ['3', 3]);
    progress.written(3);
    equal(progress.eventsBehind, 0);
  });
});

describe('the earliest first', () => {
  it('gives everything back in order of time', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 })), (times) => {
        const queue = new EarliestFirst();
        times.forEach((at, n) => queue.add(at, String(n)));
        const taken: number[] = [];
        for (let entry = queue.takeFirst(); entry; entry = queue.takeFirst()) taken.push(entry.at);
        deepEqual(
          taken,
          times.toSorted((a, b) => a - b),
        );
        equal(queue.first, undefined);
      }),
    );
  });
});

describe('timers', () => {
  it('fire what is due, at its time, unless it was moved or cleared', async () => {
    const clock = manualClock(0);
    const timers = new Timers(clock);
    const stop = new AbortController();
    const fired: [string, number][] = [];
    const running = timers.run(stop.signal, async (orderId) => {
      fired.push([orderId, clock.now()]);
      timers.clear(orderId);
    });
    timers.set('late', 5_000, 7n);
    timers.set('early', 1_000, 9n);
    timers.set('moved', 2_000, 8n);
    timers.set('moved', 3_000, 8n);
    timers.set('cleared', 2_500, 3n);
    timers.clear('cleared');
    deepEqual([timers.size, timers.setAfter], [3, 7n]);
    await turn();
    await clock.advance(10_000);
    deepEqual(fired, [
      ['early', 1_000],
      ['moved', 3_000],
      ['late', 5_000],
    ]);
    equal(timers.setAfter, null);
    stop.abort();
    await running;
  });
});
