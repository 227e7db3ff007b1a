import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RecordedEvent } from '@shop/shared-events';
import { manualClock } from '../clock/manual.ts';
import { type EventStore, EventStoreUnavailableError } from '../event-store/port.ts';
import { memoryEventStore } from '../event-store/memory.ts';
import { sequenceIds } from '../ids/sequence.ts';
import type { AggregateSpec } from './aggregate.ts';
import type { Cause } from './cause.ts';
import { createAggregate } from './create-aggregate.ts';
import { accept, nothing, refuse } from './decider.ts';

// A discount code's redemptions stand in for any aggregate: few rules, real event schemas.
type Event = { readonly type: 'DiscountCodeRedeemed'; readonly data: { readonly orderId: string } };
type Command = { readonly type: 'Redeem'; readonly orderId: string };
interface State {
  readonly orders: readonly string[];
}

const most = 3;
const spec = (dedupe: 'command' | 'natural'): AggregateSpec<State, Command, Event> => ({
  category: 'discountCode',
  dedupe,
  decider: {
    initial: { orders: [] },
    decide(command, state) {
      if (state.orders.includes(command.orderId)) return nothing;
      if (state.orders.length >= most) return refuse('exhausted', 'None is left.');
      return accept({ type: 'DiscountCodeRedeemed', data: { orderId: command.orderId } });
    },
    evolve: (state, event) => ({ orders: [...state.orders, event.data.orderId] }),
  },
});

const ids = sequenceIds();
function cause(more: Partial<Cause> = {}): Cause {
  const commandId = ids.next();
  return { commandId, correlationId: 'c', causationId: 'c', actor: { id: 'alice', kind: 'user' }, ...more };
}
const redeem = (orderId: string): Command => ({ type: 'Redeem', orderId });

async function events(store: EventStore, stream = 'discountCode-X'): Promise<RecordedEvent[]> {
  return Array.fromAsync(store.readStream(stream));
}

/** The store with another way to append. */
function appending(store: EventStore, append: EventStore['append']): EventStore {
  return {
    append,
    readStream: (...args) => store.readStream(...args),
    readAll: (...args) => store.readAll(...args),
    subscribeAll: (...args) => store.subscribeAll(...args),
    head: () => store.head(),
    close: () => store.close(),
  };
}

function setUp(dedupe: 'command' | 'natural' = 'command') {
  const clock = manualClock(Date.parse('2026-01-01T00:00:00Z'));
  const store = memoryEventStore({ clock });
  let appends = 0;
  const counting = appending(store, (...args) => {
    appends++;
    return store.append(...args);
  });
  return {
    clock,
    store,
    counting,
    appends: () => appends,
    codes: createAggregate(spec(dedupe), { store: counting, clock, soleWriter: true }),
  };
}

test('an accepted command is in the log with its metadata when it is answered', async () => {
  const { codes, store } = setUp();
  const outcome = await codes.execute('X', redeem('o1'), cause({ commandId: 'k', correlationId: 'corr', onBehalfOf: 'bob' }));
  assert.deepEqual(outcome, {
    accepted: true,
    revision: 0,
    state: { orders: ['o1'] },
    events: [{ type: 'DiscountCodeRedeemed', data: { orderId: 'o1' } }],
    replayed: false,
  });
  const [event] = await events(store);
  assert.equal(event?.metadata.$correlationId, 'corr');
  assert.equal(event?.metadata.onBehalfOf, 'bob');
  assert.equal(event?.metadata.version, 1);
  assert.equal(event?.metadata.decidedAt, '2026-01-01T00:00:00.000Z');
});

test('commands that wait for one stream are decided in turn and go out as one append', async () => {
  const { codes, store, appends } = setUp();
  const outcomes = await Promise.all(['a', 'b', 'c', 'd', 'e'].map((order) => codes.execute('X', redeem(order), cause())));
  assert.deepEqual(
    outcomes.map((outcome) => outcome.accepted),
    [true, true, true, false, false],
  );
  assert.equal((await events(store)).length, most);
  assert.ok(appends() <= 2, `${appends()} appends`);
});

test('the same command done again adds nothing and is answered as the first time', async () => {
  const { codes, store } = setUp();
  const same = cause();
  const first = await codes.execute('X', redeem('o1'), same);
  await codes.execute('X', redeem('o2'), cause());
  const again = await codes.execute('X', redeem('o1'), same);
  assert.deepEqual(again, { ...first, replayed: true });
  assert.equal((await events(store)).length, 2);
});

test('the same key with another body is refused; with the same body it is the same answer, also after a restart', async () => {
  const { codes, store, clock } = setUp('natural');
  const key = { key: 'k', bodyHash: 'h' };
  const first = await codes.execute('X', redeem('o1'), cause({ idempotency: key }));
  const other = await codes.execute('X', redeem('o2'), cause({ idempotency: { key: 'k', bodyHash: 'other' } }));
  assert.equal(!other.accepted && other.refusal.code, 'idempotency-key-reused');
  const restarted = createAggregate(spec('natural'), { store, clock, soleWriter: true });
  assert.deepEqual(await restarted.execute('X', redeem('o1'), cause({ idempotency: key })), { ...first, replayed: true });
  assert.equal((await events(store)).length, 1);
});

test('twins that arrive together have one effect and equal answers', async () => {
  const { codes, store } = setUp();
  const key = { key: 'k', bodyHash: 'h' };
  const answers = await Promise.all(
    Array.from({ length: 200 }, () => codes.execute('X', redeem('o1'), cause({ idempotency: key }))),
  );
  assert.deepEqual(new Set(answers.map((answer) => JSON.stringify({ ...answer, replayed: null }))).size, 1);
  assert.equal(answers.filter((answer) => answer.accepted && !answer.replayed).length, 1);
  assert.equal((await events(store)).length, 1);
});

test('twins that wait together behind another command are one too', async () => {
  const { codes, store } = setUp();
  const twin = () => codes.execute('X', redeem('o1'), cause({ idempotency: { key: 'k', bodyHash: 'h' } }));
  const [, ...answers] = await Promise.all([codes.execute('X', redeem('o0'), cause()), ...Array.from({ length: 20 }, twin)]);
  assert.equal(new Set(answers.map((answer) => JSON.stringify({ ...answer, replayed: null }))).size, 1);
  assert.equal(answers.filter((answer) => answer.accepted && !answer.replayed).length, 1);
  assert.equal((await events(store)).length, 2);
});

test('a twin gives up after five seconds while the first one still runs', async () => {
  const { clock, store } = setUp();
  const held = Promise.withResolvers<void>();
  const slow = appending(store, async (...args) => {
    await held.promise;
    return store.append(...args);
  });
  const codes = createAggregate(spec('command'), { store: slow, clock });
  const key = { key: 'k', bodyHash: 'h' };
  const first = codes.execute('X', redeem('o1'), cause({ idempotency: key }));
  const twin = codes.execute('X', redeem('o1'), cause({ idempotency: key }));
  await new Promise((resolve) => setImmediate(resolve));
  clock.advance(5_001);
  const late = await twin;
  assert.equal(!late.accepted && late.refusal.code, 'idempotency-in-progress');
  held.resolve();
  assert.equal((await first).accepted, true);
});

test('a refusal is not remembered: the same key may be tried again', async () => {
  const { codes } = setUp();
  const key = { key: 'k', bodyHash: 'h' };
  const guard = () => refuse('not-found', 'There is no such code.').refused;
  const refused = await codes.execute('X', redeem('o1'), cause({ idempotency: key }), { guard });
  assert.equal(refused.accepted, false);
  assert.equal((await codes.execute('X', redeem('o1'), cause({ idempotency: key }))).accepted, true);
});

test('existence is looked at before If-Match, If-Match before the rules', async () => {
  const { codes } = setUp();
  await Promise.all(['a', 'b', 'c'].map((order) => codes.execute('X', redeem(order), cause())));
  const code = async (options: Parameters<typeof codes.execute>[3]) => {
    const outcome = await codes.execute('X', redeem('d'), cause(), options);
    return outcome.accepted ? 'accepted' : outcome.refusal.code;
  };
  const guard = () => refuse('not-found', 'no').refused;
  assert.equal(await code({ guard, ifMatchRequired: true }), 'not-found');
  assert.equal(await code({ ifMatchRequired: true }), 'precondition-required');
  assert.equal(await code({ ifMatch: 1, ifMatchRequired: true }), 'stale-revision');
  assert.equal(await code({ ifMatch: 2, ifMatchRequired: true }), 'exhausted');
});

test('another writer in between costs a new decision, not a wrong one', async () => {
  const { store, clock, codes } = setUp();
  const rival = createAggregate(spec('command'), { store, clock });
  await codes.execute('X', redeem('a'), cause());
  await rival.execute('X', redeem('b'), cause());
  const outcomes = await Promise.all(['c', 'd'].map((order) => codes.execute('X', redeem(order), cause())));
  assert.deepEqual(
    outcomes.map((outcome) => outcome.accepted),
    [true, false],
  );
  assert.deepEqual(
    (await events(store)).map((event) => event.revision),
    [0, 1, 2],
  );
  assert.deepEqual((await rival.load('X')).state.orders, ['a', 'b', 'c']);
});

test('an append whose reply was lost is made again, unchanged, and has one effect', async () => {
  const { clock, store } = setUp();
  let lost = 0;
  const losing = appending(store, async (...args) => {
    const result = await store.append(...args);
    if (lost++ < 1) throw new EventStoreUnavailableError('the reply was lost');
    return result;
  });
  const codes = createAggregate(spec('command'), { store: losing, clock });
  const outcome = codes.execute('X', redeem('o1'), cause());
  for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve)).then(() => clock.advance(100));
  assert.equal((await outcome).accepted, true);
  assert.equal((await events(store)).length, 1);
});

test('a store that stays away fails the command, and what was folded on top is forgotten', async () => {
  const { clock, store } = setUp();
  let away = true;
  const flaky = appending(store, (...args) =>
    away ? Promise.reject(new EventStoreUnavailableError('away')) : store.append(...args),
  );
  const codes = createAggregate(spec('command'), { store: flaky, clock, soleWriter: true });
  const failed = assert.rejects(codes.execute('X', redeem('o1'), cause()), EventStoreUnavailableError);
  for (let i = 0; i < 40; i++) await new Promise((resolve) => setImmediate(resolve)).then(() => clock.advance(1_000));
  await failed;
  away = false;
  assert.deepEqual((await codes.load('X')).state.orders, []);
  assert.equal((await codes.execute('X', redeem('o2'), cause())).revision, 0);
});

test('a command is not refused for a state that another writer has changed meanwhile', async () => {
  const { clock, store } = setUp();
  const reversible: AggregateSpec<State, Command, Event> = {
    ...spec('command'),
    decider: {
      ...spec('command').decider,
      decide: (command, state) =>
        state.orders.length === 0 && command.orderId !== 'o1'
          ? refuse('too-early', 'The first one goes first.')
          : accept({ type: 'DiscountCodeRedeemed', data: { orderId: command.orderId } }),
    },
  };
  const [one, other] = [createAggregate(reversible, { store, clock }), createAggregate(reversible, { store, clock })];
  const early = await other.execute('X', redeem('o2'), cause());
  assert.equal(!early.accepted && early.refusal.code, 'too-early');
  await one.execute('X', redeem('o1'), cause());
  const second = await other.execute('X', redeem('o2'), cause());
  assert.deepEqual([second.accepted, second.revision], [true, 1]);
});

test('what can be read from the log is in the loaded state, also while its append waits for its answer', async () => {
  const { clock, store } = setUp();
  const answer = Promise.withResolvers<void>();
  const visibleFirst = appending(store, async (...args) => {
    const result = await store.append(...args);
    await answer.promise;
    return result;
  });
  const codes = createAggregate(spec('command'), { store: visibleFirst, clock, soleWriter: true });
  await codes.load('X');
  const executed = codes.execute('X', redeem('o1'), cause());
  while ((await events(store)).length === 0) await new Promise((resolve) => setImmediate(resolve));
  const loaded = codes.load('X');
  answer.resolve();
  assert.deepEqual((await loaded).state.orders, ['o1']);
  await executed;
});

test('a stream that was looked for in vain is not looked for again, and is as it was written afterwards', async () => {
  const { store, clock } = setUp();
  let reads = 0;
  const counted: EventStore = {
    ...appending(store, (...args) => store.append(...args)),
    readStream: (...args) => {
      reads++;
      return store.readStream(...args);
    },
  };
  const codes = createAggregate(spec('command'), { store: counted, clock, soleWriter: true });
  assert.equal((await codes.load('X')).revision, -1);
  await codes.execute('X', redeem('o1'), cause());
  assert.deepEqual(await codes.load('X'), { state: { orders: ['o1'] }, revision: 0 });
  assert.equal(reads, 1);
});

for (const before of [[], ['o1']]) {
  test(`a slow look at a stream of ${before.length} events does not bring back what a command meanwhile changed`, async () => {
    const { store, clock } = setUp();
    const first = createAggregate(spec('command'), { store, clock, soleWriter: true });
    for (const order of before) await first.execute('X', redeem(order), cause());
    const look = Promise.withResolvers<void>();
    const write = Promise.withResolvers<void>();
    let reads = 0;
    const slow: EventStore = {
      ...appending(store, async (...args) => {
        await write.promise;
        return store.append(...args);
      }),
      async *readStream(...args) {
        const wait = reads++ === 0;
        const read = await Array.fromAsync(store.readStream(...args));
        if (wait) await look.promise;
        yield* read;
      },
    };
    const codes = createAggregate(spec('command'), { store: slow, clock, soleWriter: true });
    const looked = codes.load('X');
    while (reads < 1) await Promise.resolve();
    const done = codes.execute('X', redeem('o2'), cause());
    while (reads < 2) await Promise.resolve();
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    look.resolve();
    assert.deepEqual((await looked).state.orders, before);
    write.resolve();
    await done;
    assert.deepEqual((await codes.load('X')).state.orders, [...before, 'o2']);
  });
}

test('a key that another process has used is known here too: the same body is replayed, another one refused', async () => {
  const { clock, store } = setUp();
  const [here, there] = [1, 2].map(() => createAggregate(spec('command'), { store, clock }));
  await here?.execute('X', redeem('o0'), cause());
  const keyed = (bodyHash: string) => cause({ commandId: 'k', idempotency: { key: 'k', bodyHash } });
  await there?.execute('X', redeem('o1'), keyed('a'));
  const again = await here?.execute('X', redeem('o1'), keyed('a'));
  assert.ok(again?.accepted && again.replayed);
  const other = await here?.execute('X', redeem('o2'), keyed('b'));
  assert.ok(other && !other.accepted);
  assert.equal(other.refusal.code, 'idempotency-key-reused');
  assert.equal((await events(store)).length, 2);
});

test('two bodies under one key at two processes at once: one is kept, the other refused', async () => {
  const { clock, store } = setUp();
  const [here, there] = [1, 2].map(() => createAggregate(spec('command'), { store, clock }));
  const keyed = (bodyHash: string) => cause({ commandId: 'k', idempotency: { key: 'k', bodyHash } });
  const outcomes = await Promise.all([
    here?.execute('X', redeem('o1'), keyed('a')),
    there?.execute('X', redeem('o2'), keyed('b')),
  ]);
  assert.deepEqual(outcomes.map((outcome) => outcome?.accepted).toSorted(), [false, true]);
  assert.equal((await events(store)).length, 1);
});
