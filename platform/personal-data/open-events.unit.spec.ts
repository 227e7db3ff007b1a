import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { RecordedEvent } from '@shop/shared-events';
import { personalDataCipher, PersonalDataUnreadableError } from './cipher.ts';
import { memoryKeyVault } from './memory.ts';
import { openPersonalData } from './open-events.ts';
import type { KeyVault } from './port.ts';

const address = { name: 'Alice Archer', line1: '1 High Street', city: 'York', postalCode: 'YO1 1AA', country: 'GB' };

function event(type: string, data: unknown): RecordedEvent {
  const metadata = {
    version: 1,
    decidedAt: '2026-01-05T09:00:00.000Z',
    commandId: 'c',
    $correlationId: 'c',
    $causationId: 'c',
    actor: { id: 'alice', kind: 'user' as const },
  };
  return { id: type, type, data, metadata, stream: 'order-1', revision: 0, position: 0n, recordedAt: metadata.decidedAt };
}

describe('opening the personal data of events', () => {
  let vault: KeyVault;
  let reads: number;
  const open = (events: readonly RecordedEvent[]) =>
    openPersonalData({
      ...vault,
      existing: (ids) => {
        reads++;
        return vault.existing(ids);
      },
    })(events);
  const seal = (customer: string) => personalDataCipher(vault).seal(customer, address);
  beforeEach(() => {
    vault = memoryKeyVault();
    reads = 0;
  });

  it('replaces sealed values of the data’s top level, with one read per batch', async () => {
    const events = [
      event('ShippingDetailsSet', { address: await seal('alice'), country: 'GB' }),
      event('OrderConfirmed', {}),
      event('OrderPlaced', { address: await seal('bob'), customerId: 'bob', totals: { total: 5 } }),
    ];
    const opened = await open(events);
    assert.deepEqual(
      opened.map(({ data }) => data),
      [{ address, country: 'GB' }, {}, { address, customerId: 'bob', totals: { total: 5 } }],
    );
    assert.equal(reads, 1);
    assert.equal(opened[1], events[1]);
    assert.equal(opened[0]?.id, 'ShippingDetailsSet');
  });

  it('reads null where the customer is erased', async () => {
    const events = [event('ShippingDetailsSet', { address: await seal('alice'), country: 'GB' })];
    await vault.destroy('alice');
    assert.deepEqual((await open(events))[0]?.data, { address: null, country: 'GB' });
  });

  it('asks nothing and changes nothing where nothing is sealed', async () => {
    const events = [
      event('OrderConfirmed', {}),
      event('Odd', null),
      event('Odd', 'text'),
      event('Odd', { address: null, note: { ciphertext: 'x' }, list: [{ customerId: 'alice' }] }),
    ];
    assert.equal(await open(events), events);
    assert.equal(reads, 0);
  });

  it('fails on a value that was altered: the stream has to wait, not to lie', async () => {
    const sealed = await seal('alice');
    const events = [event('ShippingDetailsSet', { address: { ...sealed, tag: 'AAAAAAAAAAAAAAAAAAAAAA' }, country: 'GB' })];
    await assert.rejects(open(events), PersonalDataUnreadableError);
  });
});
