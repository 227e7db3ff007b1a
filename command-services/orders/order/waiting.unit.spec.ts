import { deepEqual, equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { manualClock } from '@shop/platform/clock/manual.ts';
import type { Aggregate } from '@shop/platform/command-handling/aggregate.ts';
import { turn } from '../fulfilment-process/testing/simulation.ts';
import { Waiting } from './waiting.ts';

type Counter = Aggregate<number, null, string>;
const cause = { commandId: 'c', correlationId: 'c', causationId: 'c', actor: { id: 'a', kind: 'user' as const } };

function setUp() {
  const clock = manualClock(0);
  let state = 0;
  const counter: Counter = {
    load: async () => ({ state, revision: state - 1 }),
    execute: async () => {
      state++;
      return { accepted: true, revision: state - 1, state, events: ['counted'], replayed: false };
    },
  };
  const waiting = new Waiting(clock);
  return { clock, waiting, counter: waiting.announcing(counter), others: () => state++ };
}
const never = new AbortController().signal;

describe('waiting', () => {
  it('ends at once where everything is settled', async () => {
    const { waiting, counter } = setUp();
    deepEqual(await waiting.until(counter, 'x', () => true, 0, never), { state: 0, revision: -1 });
  });

  it('is woken by what this process appends', async () => {
    const { clock, waiting, counter } = setUp();
    const end = waiting.until(counter, 'x', (state) => state === 2, 10, never);
    await turn();
    await counter.execute('x', null, cause);
    await turn();
    await counter.execute('x', null, cause);
    deepEqual(await end, { state: 2, revision: 1 });
    equal(clock.sleepers, 0);
  });

  it('sees now and then what others append', async () => {
    const { clock, waiting, counter, others } = setUp();
    const end = waiting.until(counter, 'x', (state) => state === 1, 10, never);
    await turn();
    others();
    await clock.advance(250);
    deepEqual(await end, { state: 1, revision: 0 });
  });

  it('is woken by whoever knows that others have appended', async () => {
    const { clock, waiting, counter, others } = setUp();
    const end = waiting.until(counter, 'x', (state) => state === 1, 10, never);
    await turn();
    others();
    waiting.wake('y');
    waiting.wake('x');
    deepEqual(await end, { state: 1, revision: 0 });
    equal(clock.now(), 0);
  });

  it('ends with the seconds, or when the client goes', async () => {
    const { clock, waiting, counter } = setUp();
    const late = waiting.until(counter, 'x', () => false, 2, never);
    for (let n = 0; n < 10; n++) {
      await turn();
      await clock.advance(250);
    }
    equal(await late, null);
    const gone = new AbortController();
    const left = waiting.until(counter, 'x', () => false, 30, gone.signal);
    await turn();
    gone.abort();
    equal(await left, null);
    equal(clock.sleepers, 0);
  });
});
