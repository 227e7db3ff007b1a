import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FeedOptions } from '../event-feed/port.ts';
import { type Commit, FencedError } from '../read-store/port.ts';
import { readCheckpoint } from './checkpoint.ts';
import { digestOf } from './digest.ts';
import { appendTo, ledger, ledgerEvent, POISON } from './ledger.ts';
import { replayProjection, ReplayRunningError } from './replay.ts';
import type { ReplayProgress } from './replay-progress.ts';
import { accounts, bench, optionsOf } from './spec-kit.ts';
import { beginBuild } from './build.ts';

describe('a replay', () => {
  it('builds a new generation, verifies it whole, activates it and keeps the old one', async () => {
    const under = await bench();
    await accounts(under.log, 20);
    const projection = under.store.projection(ledger);
    const first = await replayProjection(optionsOf(under, { batchSize: 7 }));
    const second = await replayProjection(optionsOf(under));
    assert.equal(second.events, 40);
    assert.deepEqual({ ...second.verification, digest: '' }, { streams: 20, documents: 22, method: 'whole', digest: '' });
    assert.equal(second.verification.digest, first.verification.digest);
    const active = await projection.active();
    assert.equal(active?.generation, second.generation);
    assert.equal(readCheckpoint((await active?.checkpoint()) ?? null).feed, String(await under.log.head()));
    assert.equal(active && (await digestOf(ledger, active)), first.verification.digest);
    await projection.rollback();
    assert.equal((await projection.active())?.generation, first.generation);
  });

  it('takes its events from a feed that brings them in another order and lags, and is what the log says', async () => {
    const under = await bench();
    await accounts(under.log, 20);
    const { verification } = await replayProjection(optionsOf(under));
    const all = await under.all();
    const lagging = all
      .slice(0, -5)
      .toSorted((a, b) => (a.stream < b.stream ? 1 : a.stream > b.stream ? -1 : a.revision - b.revision));
    let read = 0;
    const options = optionsOf(under, { from: 'feed' });
    const feed = {
      ...options.feed,
      checkpointAtStart: async () => 'start',
      async *read({ checkpoint }: FeedOptions) {
        assert.equal(checkpoint, 'start');
        yield { events: lagging.slice(0, 8), checkpoint: '0', caughtUp: false };
        yield { events: lagging.slice(8), checkpoint: '1', caughtUp: true };
        read = lagging.length;
        throw new Error('nobody reads on');
      },
    };
    const rebuilt = await replayProjection({ ...options, feed });
    assert.equal(read, 0);
    assert.equal(rebuilt.verification.digest, verification.digest);
    const active = await under.store.projection(ledger).active();
    assert.equal(readCheckpoint((await active?.checkpoint()) ?? null).feed, String(await under.log.head()));
  });

  it('of an empty log gives an empty read model that is ready', async () => {
    const under = await bench();
    const { events, generation } = await replayProjection(optionsOf(under));
    assert.equal(events, 0);
    const active = await under.store.projection(ledger).active();
    assert.deepEqual([active?.generation, await active?.checkpoint()], [generation, '-1']);
  });

  it('parks what cannot be applied, as the live projector would', async () => {
    const under = await bench();
    await appendTo(under.log, 'order-1', ledgerEvent('Opened', { holder: 'ann' }), ledgerEvent('Booked', { amount: POISON }));
    await accounts(under.log, 1);
    const { parked } = await replayProjection(optionsOf(under));
    assert.deepEqual(
      parked.map(({ stream, revision }) => [stream, revision]),
      [['order-1', 1]],
    );
  });

  it('takes what is appended meanwhile, and lets the live generation stand still for the switch', async () => {
    const under = await bench();
    await accounts(under.log, 3);
    await replayProjection(optionsOf(under));
    const live = await under.store.projection(ledger).active();
    const old = await under.store.projection(ledger).open(live?.generation ?? -1);
    await old.claim('projector');
    let more = 5;
    const onProgress = (): void => {
      if (more-- > 0) void appendTo(under.log, 'order-0', ledgerEvent('Booked', { amount: 100 }));
    };
    const { generation } = await replayProjection(optionsOf(under, { onProgress, batchSize: 1 }));
    const active = await under.store.projection(ledger).active();
    assert.equal(active?.generation, generation);
    assert.equal(await active?.revision('order-0'), 6);
    await assert.rejects(old.claim('projector'), FencedError);
  });

  it('keeps the live generation from moving on once the new one has read the log for the last time', async () => {
    const under = await bench();
    await accounts(under.log, 3);
    await replayProjection(optionsOf(under));
    const projection = under.store.projection(ledger);
    const live = await projection.open((await projection.active())?.generation ?? -1);
    await live.claim('projector');
    const late: Promise<void>[] = [];
    const options = optionsOf(under);
    // The last question before the switch: what readers saw of the live generation from here on, the new one would lack.
    const checkpointAfter: typeof options.feed.checkpointAfter = (position) => {
      const commit = { owner: 'projector', checkpoint: 'later', writes: [], revisions: new Map([['order-0', 99]]) };
      late.push(assert.rejects(live.commit(commit), FencedError));
      return options.feed.checkpointAfter(position);
    };
    await replayProjection({ ...options, feed: { ...options.feed, checkpointAfter } });
    assert.equal(late.length, 1);
    await late[0];
    assert.equal(await live.revision('order-0'), 1);
  });

  it('tells how far it is and how long it will take', async () => {
    const under = await bench();
    await accounts(under.log, 10);
    const told: ReplayProgress[] = [];
    await replayProjection(optionsOf(under, { batchSize: 5, mostEventsPerSecond: 10, onProgress: (each) => told.push(each) }));
    const building = told.filter(({ phase }) => phase === 'building');
    assert.deepEqual(
      building.map(({ done, total }) => [done, total]),
      [
        [5, 20],
        [10, 20],
        [15, 20],
        [20, 20],
      ],
    );
    assert.deepEqual(building.at(-1), { phase: 'building', done: 20, total: 20, eventsPerSecond: 20 / 1.5, secondsLeft: 0 });
    assert.equal(told.at(-1)?.phase, 'verifying');
  });

  it('is refused while another one runs', async () => {
    const under = await bench();
    await accounts(under.log, 3);
    let second: Promise<unknown> | null = null;
    const onProgress = (): void => {
      second ??= assert.rejects(replayProjection(optionsOf(under)), ReplayRunningError);
    };
    await replayProjection(optionsOf(under, { onProgress }));
    await second;
    assert.ok(second);
    await replayProjection(optionsOf(under));
  });

  it('that was killed leaves the live generation alone; ten seconds later another may run and drops what it left', async () => {
    const under = await bench();
    await accounts(under.log, 3);
    const projection = under.store.projection(ledger);
    const { generation: live } = await replayProjection(optionsOf(under));
    await projection.lease('killed', 10_000);
    await beginBuild({ ...optionsOf(under), projection, owner: 'killed' });
    assert.equal((await projection.active())?.generation, live);
    await assert.rejects(replayProjection(optionsOf(under)), ReplayRunningError);
    await under.clock.sleep(10_001);
    const { generation } = await replayProjection(optionsOf(under));
    assert.deepEqual(
      (await projection.generations()).map((each) => [each.generation, each.state]),
      [
        [live, 'previous'],
        [generation, 'active'],
      ],
    );
  });

  it('whose commits take long stays the one that builds', async () => {
    const under = await bench();
    await accounts(under.log, 3);
    const projection = under.store.projection(ledger);
    const another: boolean[] = [];
    const slowly = async (): Promise<void> => {
      for (let piece = 0; piece < 3; piece++) {
        await under.clock.sleep(6_000);
        another.push(await projection.lease('another', 10_000));
      }
    };
    const store = {
      ...under.store,
      projection: () => ({
        ...projection,
        create: async () => {
          const generation = await projection.create();
          const commit = async (given: Commit): Promise<void> => (await slowly(), await generation.commit(given));
          return { ...generation, commit };
        },
      }),
    };
    await replayProjection(optionsOf(under, { store }));
    assert.ok(another.length >= 3);
    assert.ok(another.every((got) => !got));
  });

  it('that stood still too long gives way to the one that took over', async () => {
    const under = await bench();
    await accounts(under.log, 3);
    const projection = under.store.projection(ledger);
    let standstill: Promise<unknown> | null = null;
    const lease = async (owner: string, ttlMs: number): Promise<boolean> => {
      await standstill;
      return projection.lease(owner, ttlMs);
    };
    const store = { ...under.store, projection: () => ({ ...projection, lease }) };
    const onProgress = (): void => {
      standstill ??= under.clock.sleep(11_000).then(() => projection.lease('another', 10_000));
    };
    const options = { store, onProgress, batchSize: 1, mostEventsPerSecond: 1 };
    await assert.rejects(replayProjection(optionsOf(under, options)), FencedError);
    assert.equal(await projection.active(), null);
  });

  it('that is stopped drops what it built', async () => {
    const under = await bench();
    await accounts(under.log, 3);
    const stop = new AbortController();
    const running = replayProjection(optionsOf(under, { signal: stop.signal, batchSize: 1, onProgress: () => stop.abort() }));
    await assert.rejects(running, { name: 'AbortError' });
    assert.deepEqual(
      (await under.store.projection(ledger).generations()).filter((each) => each.generation !== under.generation.generation),
      [],
    );
    await replayProjection(optionsOf(under));
  });
});
