import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sequenceIds } from '../ids/sequence.ts';
import { FencedError } from '../read-store/port.ts';
import { readCheckpoint } from './checkpoint.ts';
import { appendTo, ledger, ledgerCatalogue, ledgerEvent, POISON, type Account } from './ledger.ts';
import { NotParkedError, parkedStreams, type ParkedStreams } from './parked.ts';
import { ReadModelNotReadyError } from './queries.ts';
import { bench, type Bench } from './spec-kit.ts';

const opened = ledgerEvent('Opened', { holder: 'ann' });
const booked = (amount: number) => ledgerEvent('Booked', { amount });

function parkedOf(under: Bench, model = ledger): ParkedStreams {
  const { clock, log, store } = under;
  const options = { clock, ids: sequenceIds(), catalogue: ledgerCatalogue, openPersonalData: async (events: never) => events };
  return parkedStreams({ model, projection: store.projection(ledger), eventStore: log, ...options } as never);
}

/** order-1 is parked at revision 1, order-2 at revision 2. */
async function poisoned(): Promise<Bench> {
  const under = await bench();
  await appendTo(under.log, 'order-1', opened, booked(POISON), booked(1));
  await appendTo(under.log, 'order-2', opened, booked(2), booked(POISON));
  await (await under.projector()).project({ events: await under.all(), checkpoint: '5' });
  await under.store.projection(ledger).activate(under.generation.generation);
  return under;
}

const repaired = {
  ...ledger,
  apply: async (event, documents) => {
    if ((event.data as { amount?: number }).amount !== POISON) await ledger.apply(event, documents);
  },
} as typeof ledger;

describe('parked streams', () => {
  it('are listed and shown', async () => {
    const under = await poisoned();
    const parked = parkedOf(under);
    const [first, second] = await parked.list();
    assert.deepEqual([first?.stream, first?.revision, second?.stream, second?.revision], ['order-1', 1, 'order-2', 2]);
    assert.deepEqual(await parked.show('order-2'), second);
    await assert.rejects(parked.show('order-3'), NotParkedError);
    await assert.rejects(parked.retry('order-3'), NotParkedError);
    await assert.rejects(parkedOf(await bench()).list(), ReadModelNotReadyError);
  });

  it('are applied to their end by a retry once the cause is mended', async () => {
    const under = await poisoned();
    assert.deepEqual(await parkedOf(under, repaired).retry('order-1'), { applied: 2, parked: null });
    const active = await under.store.projection(ledger).active();
    assert.deepEqual((await active?.get<Account>('account', '1'))?.entries, [1]);
    assert.deepEqual([await active?.revision('order-1'), readCheckpoint((await active?.checkpoint()) ?? null).feed], [2, '5']);
    assert.deepEqual(
      (await active?.parked())?.map(({ stream }) => stream),
      ['order-2'],
    );
  });

  it('stay parked where the retry fails again; attempts add up', async () => {
    const under = await poisoned();
    const { applied, parked } = await parkedOf(under).retry('order-1');
    assert.deepEqual([applied, parked?.revision, parked?.attempts], [0, 1, 6]);
    assert.deepEqual(await parkedOf(under).show('order-1'), parked);
    assert.equal(
      (
        await under.store
          .projection(ledger)
          .active()
          .then((active) => active?.get<Account>('account', '1'))
      )?.balance,
      0,
    );
  });

  it('are passed over for good when discarded, which the list says; a retry takes them back', async () => {
    const under = await poisoned();
    const discarded = await parkedOf(under).discard('order-1');
    assert.match(discarded.discardedAt ?? '', /^2026-01-01T/);
    assert.deepEqual((await parkedOf(under).list())[0], discarded);
    await appendTo(under.log, 'order-1', booked(3));
    await under.generation.claim('owner');
    await (await under.projector()).project({ events: await under.all(), checkpoint: '6' });
    assert.equal(await under.generation.revision('order-1'), 0);
    assert.deepEqual(await parkedOf(under, repaired).retry('order-1'), { applied: 3, parked: null });
  });

  it('are worked on alone: the projector is fenced meanwhile, and the generation free afterwards', async () => {
    const under = await poisoned();
    await under.generation.claim('owner');
    const projector = await under.projector();
    await parkedOf(under).discard('order-1');
    assert.equal(await under.generation.owner(), null);
    await assert.rejects(projector.project({ events: [], checkpoint: '6' }), FencedError);
  });
});
