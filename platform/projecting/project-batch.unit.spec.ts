import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { RecordedEvent } from '@shop/shared-events';
import { EventStoreUnavailableError } from '../event-store/port.ts';
import { FencedError, ReadStoreUnavailableError } from '../read-store/port.ts';
import { readCheckpoint } from './checkpoint.ts';
import { appendTo, ledger, ledgerEvent, POISON, type Account } from './ledger.ts';
import { bench, type Bench } from './spec-kit.ts';

const opened = ledgerEvent('Opened', { holder: 'ann' });
const booked = (amount: number) => ledgerEvent('Booked', { amount });
const account = (under: Bench, id: string) => under.generation.get<Account>('account', id);

async function projectAll(under: Bench, events?: readonly RecordedEvent[]) {
  return (await under.projector()).project({ events: events ?? (await under.all()), checkpoint: 'c' });
}

describe('a batch', () => {
  it('is committed whole: documents, revisions, checkpoint', async () => {
    const under = await bench();
    await appendTo(under.log, 'order-1', opened, booked(5), booked(-2));
    await appendTo(under.log, 'product-1', ledgerEvent('Unheard'));
    assert.deepEqual(await projectAll(under), { applied: 3, parked: [] });
    assert.deepEqual(await account(under, '1'), { id: '1', holder: 'ann', balance: 3, entries: [5, -2] });
    assert.deepEqual(await under.generation.get('holder', 'ann'), { accounts: 1, moved: 7 });
    assert.equal(await under.generation.revision('order-1'), 2);
    assert.equal(await under.generation.revision('product-1'), -1, 'other categories are no concern');
    assert.equal(readCheckpoint(await under.generation.checkpoint()).feed, 'c');
  });

  it('brings events to the current version first', async () => {
    const under = await bench();
    await appendTo(under.log, 'order-1', opened, ledgerEvent('Booked', { amount: '12' }, 1));
    await projectAll(under);
    assert.equal((await account(under, '1'))?.balance, 12);
  });

  it('opens personal data only where the read model reads it', async () => {
    for (const readsPersonalData of [false, true]) {
      const under = await bench();
      await appendTo(under.log, 'order-1', opened, ledgerEvent('Noted', { note: 'sealed' }));
      const openPersonalData = async (events: readonly RecordedEvent[]) =>
        events.map((event) => ({ ...event, data: { ...(event.data as object), note: 'open' } }));
      const projector = await under.projector({ model: { ...ledger, readsPersonalData }, openPersonalData });
      await projector.project({ events: await under.all(), checkpoint: 'c' });
      assert.equal((await account(under, '1'))?.note, readsPersonalData ? 'open' : 'sealed');
    }
  });

  it('with an erasure tells the store to forget what it removes, where the model reads personal data', async () => {
    for (const readsPersonalData of [false, true]) {
      const under = await bench();
      await appendTo(under.log, 'order-1', opened, booked(1));
      await appendTo(under.log, 'customer-ann', ledgerEvent('CustomerErased'));
      await appendTo(under.log, 'order-1', booked(2));
      const forgets: (boolean | undefined)[] = [];
      const commit: typeof under.generation.commit = (asked) => {
        forgets.push(asked.forget);
        return under.generation.commit(asked);
      };
      const openPersonalData = async (events: readonly RecordedEvent[]) => events;
      const generation = { ...under.generation, commit };
      const projector = await under.projector({ model: { ...ledger, readsPersonalData }, openPersonalData, generation });
      for (const event of await under.all()) await projector.project({ events: [event], checkpoint: 'c' });
      assert.deepEqual(forgets, [false, false, readsPersonalData, false]);
    }
  });

  it('passes over what was applied before', async () => {
    const under = await bench();
    await appendTo(under.log, 'order-1', opened, booked(5), booked(-2));
    const events = await under.all();
    await projectAll(under, [...events, ...events]);
    assert.deepEqual(await projectAll(under), { applied: 0, parked: [] });
    assert.equal((await account(under, '1'))?.balance, 3);
  });

  it('fills a gap from the log', async () => {
    const under = await bench();
    await appendTo(under.log, 'order-1', opened, booked(1), booked(2), booked(3));
    const events = await under.all();
    await projectAll(
      under,
      [events[0], events[3]].filter((event) => event !== undefined),
    );
    assert.deepEqual((await account(under, '1'))?.entries, [1, 2, 3]);
    assert.deepEqual(await projectAll(under), { applied: 0, parked: [] });
  });

  it('parks a stream whose gap the log does not hold, and goes on with the others', async () => {
    const under = await bench();
    const missing = { async *readStream() {} };
    await appendTo(under.log, 'order-1', opened, booked(1), booked(2));
    await appendTo(under.log, 'order-2', opened);
    const events = (await under.all()).filter(({ stream, revision }) => stream === 'order-2' || revision !== 1);
    const { parked } = await (await under.projector({ eventStore: missing })).project({ events, checkpoint: 'c' });
    assert.deepEqual(
      parked.map(({ stream, revision }) => [stream, revision]),
      [['order-1', 1]],
    );
    assert.equal(await under.generation.revision('order-2'), 0);
  });

  it('parks the stream of a poisoned event after three attempts; nothing of the event remains', async () => {
    const under = await bench();
    await appendTo(under.log, 'order-1', opened, booked(1), booked(POISON), booked(2));
    await appendTo(under.log, 'order-2', opened, booked(4));
    const projector = await under.projector();
    const [first = [], rest = []] = [(await under.all()).slice(0, 3), (await under.all()).slice(3)];
    const { parked } = await projector.project({ events: first, checkpoint: '1' });
    assert.deepEqual(parked, await under.generation.parked());
    const { parkedAt, ...entry } = parked[0] ?? { parkedAt: '' };
    assert.deepEqual(entry, { stream: 'order-1', revision: 2, error: 'Error: this amount cannot be booked', attempts: 3 });
    assert.match(parkedAt, /^2026-01-01T/);
    for (const next of [projector, await under.projector()]) {
      assert.deepEqual((await next.project({ events: rest, checkpoint: '2' })).parked, []);
    }
    assert.deepEqual((await account(under, '1'))?.entries, [1]);
    assert.deepEqual((await account(under, '2'))?.entries, [4]);
    assert.equal(await under.generation.revision('order-1'), 1);
    assert.equal((await under.generation.parked()).length, 1);
  });

  it('tries again what fails by chance', async () => {
    const under = await bench();
    await appendTo(under.log, 'order-1', opened, booked(1));
    let failures = 2;
    const apply: typeof ledger.apply = async (event, documents) => {
      await ledger.apply(event, documents);
      if (event.type === 'Booked' && failures-- > 0) throw new Error('by chance');
    };
    const { parked } = await (
      await under.projector({ model: { ...ledger, apply } })
    ).project({ events: await under.all(), checkpoint: 'c' });
    assert.deepEqual(parked, []);
    assert.deepEqual((await account(under, '1'))?.entries, [1]);
  });

  it('parks at once what this build does not know: a type, a version from the future', async () => {
    const under = await bench();
    await appendTo(under.log, 'order-1', opened, ledgerEvent('Unheard'), booked(1));
    await appendTo(under.log, 'order-2', opened, ledgerEvent('Booked', { amount: 1 }, 3));
    const { parked } = await projectAll(under);
    assert.deepEqual(
      parked.map(({ stream, revision, attempts, error }) => [stream, revision, attempts, error]),
      [
        ['order-1', 1, 1, 'UnknownEventError: unknown event type Unheard'],
        ['order-2', 1, 1, 'UnknownEventError: unknown version 3 of Booked; this build knows 1 to 2'],
      ],
    );
  });

  it('changes nothing where a store goes away or another writer took over', async () => {
    const under = await bench();
    await appendTo(under.log, 'order-1', opened, booked(1), booked(2));
    const events = (await under.all()).filter(({ revision }) => revision !== 1);
    const gone = {
      async *readStream() {
        throw new EventStoreUnavailableError('gone');
      },
    };
    await assert.rejects(
      (await under.projector({ eventStore: gone })).project({ events, checkpoint: 'c' }),
      EventStoreUnavailableError,
    );
    const generation = {
      ...under.generation,
      getMany: async () => {
        throw new ReadStoreUnavailableError('gone');
      },
    };
    await assert.rejects((await under.projector({ generation })).project({ events, checkpoint: 'c' }), ReadStoreUnavailableError);
    await under.generation.claim('another');
    await assert.rejects(projectAll(under), FencedError);
    assert.deepEqual([await under.generation.checkpoint(), await under.generation.count('account')], [null, 0]);
  });

  it('sees its own changes by key and by field', async () => {
    const under = await bench();
    await appendTo(under.log, 'order-1', opened, booked(10));
    await projectAll(under);
    await appendTo(under.log, 'order-2', opened);
    await appendTo(under.log, 'customer-ann', ledgerEvent('Fined'));
    await appendTo(under.log, 'order-1', ledgerEvent('Closed'));
    await appendTo(under.log, 'customer-ann', ledgerEvent('Fined'));
    await projectAll(under);
    assert.equal(await account(under, '1'), null);
    assert.equal((await account(under, '2'))?.balance, -2);
  });
});
