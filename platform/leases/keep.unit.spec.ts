import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type ManualClock, manualClock } from '../clock/manual.ts';
import { silentLog } from '../telemetry/port.ts';
import { runWhileHolding } from './keep.ts';
import { MemoryLeases } from './memory.ts';
import { type Leases, LeasesUnavailableError } from './port.ts';

const ttlMs = 900;
/** The lease, and one asking of the standby. */
const takeoverMs = ttlMs + ttlMs / 3;

/** Lets everything run that waits for nothing but its turn. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Processes that stand by for each other, on one clock. */
class Fleet {
  readonly clock: ManualClock = manualClock(0);
  readonly all = new MemoryLeases(this.clock);
  readonly atWork = new Set<string>();
  most = 0;

  /** Resolves when it has asked for the lease. */
  async start(owner: string, run = (signal: AbortSignal) => aborted(signal)) {
    const stop = new AbortController();
    let [answers, alive] = [true, true];
    const leases = faulty(this.all.open(), () => answers && alive);
    const done = runWhileHolding({
      leases,
      name: 'relay',
      owner,
      ttlMs,
      clock: this.clock,
      log: silentLog,
      signal: stop.signal,
      run: async (signal) => {
        this.atWork.add(owner);
        this.most = Math.max(this.most, this.atWork.size);
        await run(signal).finally(() => this.atWork.delete(owner));
      },
    });
    await settle();
    return {
      /** The engine answers this process, or does not. */
      reaches: (yes: boolean) => (answers = yes),
      /** Ends as a process does that is killed: what it asks for from now on reaches nobody. */
      crash: async () => {
        alive = false;
        stop.abort();
        await done;
      },
      stop: async () => {
        stop.abort();
        await done;
      },
    };
  }
}

function faulty(leases: Leases, answers: () => boolean): Leases {
  const check = (): void => {
    if (!answers()) throw new LeasesUnavailableError('no answer');
  };
  return {
    take: async (...lease) => (check(), leases.take(...lease)),
    end: async (...lease) => (check(), leases.end(...lease)),
    close: () => leases.close(),
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

describe('what one process is to do', () => {
  it('is done by the first, as long as it lives', async () => {
    const fleet = new Fleet();
    const a = await fleet.start('a');
    const b = await fleet.start('b');
    for (let i = 0; i < 50; i++) {
      await fleet.clock.advance(ttlMs / 2);
      assert.deepEqual([...fleet.atWork], ['a']);
    }
    await Promise.all([a.stop(), b.stop()]);
    assert.deepEqual([...fleet.atWork], []);
    assert.equal(fleet.clock.sleepers, 0);
  });

  it('is taken over when the lease of a crashed one has run out, and not before', async () => {
    const fleet = new Fleet();
    const a = await fleet.start('a');
    const b = await fleet.start('b');
    await fleet.clock.advance(ttlMs);
    await a.crash();
    await fleet.clock.advance(ttlMs - 1);
    assert.deepEqual([...fleet.atWork], []);
    await fleet.clock.advance(takeoverMs - ttlMs + 1);
    assert.deepEqual([...fleet.atWork], ['b']);
    await b.stop();
  });

  it('is taken over with the next asking where the first ended in good order', async () => {
    const fleet = new Fleet();
    const a = await fleet.start('a');
    const b = await fleet.start('b');
    await fleet.clock.advance(ttlMs);
    await a.stop();
    const c = await fleet.start('c');
    assert.deepEqual([...fleet.atWork], ['c']);
    await c.stop();
    await fleet.clock.advance(ttlMs / 3);
    assert.deepEqual([...fleet.atWork], ['b']);
    await b.stop();
  });

  it('goes on while the engine does not answer, and nobody else begins', async () => {
    const fleet = new Fleet();
    const a = await fleet.start('a');
    const b = await fleet.start('b');
    a.reaches(false);
    b.reaches(false);
    await fleet.clock.advance(20 * ttlMs);
    assert.deepEqual([...fleet.atWork], ['a']);
    a.reaches(true);
    await fleet.clock.advance(ttlMs / 3);
    b.reaches(true);
    await fleet.clock.advance(takeoverMs);
    assert.deepEqual([...fleet.atWork], ['a']);
    await Promise.all([a.stop(), b.stop()]);
  });

  it('is stopped where another has taken over, and begun again when that one ends', async () => {
    const fleet = new Fleet();
    const a = await fleet.start('a');
    const b = await fleet.start('b');
    a.reaches(false);
    await fleet.clock.advance(takeoverMs);
    assert.deepEqual([...fleet.atWork].sort(), ['a', 'b']);
    a.reaches(true);
    await fleet.clock.advance(ttlMs / 3);
    assert.deepEqual([...fleet.atWork], ['b']);
    await b.stop();
    await fleet.clock.advance(ttlMs / 3);
    assert.deepEqual([...fleet.atWork], ['a']);
    await a.stop();
  });

  it('is started again with growing pauses where it fails, by the same process', async () => {
    const fleet = new Fleet();
    const starts: number[] = [];
    const a = await fleet.start('a', async () => {
      starts.push(fleet.clock.now());
      throw new Error('the engine is away');
    });
    const b = await fleet.start('b');
    await fleet.clock.advance(2_000);
    assert.deepEqual(starts, [0, 250, 750, 1_750]);
    assert.deepEqual([...fleet.atWork], []);
    await a.stop();
    await fleet.clock.advance(ttlMs / 3);
    assert.deepEqual([...fleet.atWork], ['b']);
    await b.stop();
  });

  it('ends in bounded time where the engine hangs', async () => {
    const clock = manualClock(0);
    const hung: Leases = { take: () => new Promise(() => {}), end: () => new Promise(() => {}), close: async () => {} };
    const stop = new AbortController();
    const run = () => assert.fail('nobody holds the lease');
    const options = { leases: hung, name: 'relay', owner: 'a', ttlMs, clock, log: silentLog, signal: stop.signal, run };
    let ended = false;
    const done = runWhileHolding(options).then(() => (ended = true));
    stop.abort();
    await settle();
    await clock.advance(1_999);
    assert.equal(ended, false);
    await clock.advance(1);
    await done;
  });

  it('is done by never two while the engine answers, and by one whenever a process lived long enough', async () => {
    const step = fc.record({ who: fc.constantFrom('a', 'b', 'c'), how: fc.constantFrom('crash', 'stop'), ms: fc.nat(2 * ttlMs) });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
        const fleet = new Fleet();
        const living = new Map<string, Awaited<ReturnType<Fleet['start']>>>();
        for (const [i, { who, how, ms }] of steps.entries()) {
          const process = living.get(who);
          if (process) await process[how as 'crash' | 'stop']();
          if (process) living.delete(who);
          else living.set(who, await fleet.start(`${who}${i}`));
          await fleet.clock.advance(ms);
          assert.ok(fleet.most <= 1, 'two were at work');
          if (living.size > 0 && ms >= takeoverMs) assert.equal(fleet.atWork.size, 1, 'nobody is at work');
        }
        for (const process of living.values()) await process.stop();
        assert.equal(fleet.clock.sleepers, 0);
      }),
      { numRuns: 60 },
    );
  });
});
