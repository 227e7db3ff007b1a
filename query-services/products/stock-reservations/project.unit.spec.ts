import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { confirmed, deducted, expired, registered, released, reserved } from '../testing/events.ts';
import { History } from '../testing/history.ts';
import { projected } from '../testing/projected.ts';
import { stockReservations } from './project.ts';
import { countReservations, isStocked, listReservations } from './query.ts';

async function open(history: History) {
  const reader = await projected(stockReservations, history.events);
  const found = await listReservations(reader, 'POT', { limit: 100 });
  strictEqual(await countReservations(reader, 'POT'), found.length);
  return found.map(({ document }) => document.reservation);
}

const item = () => new History().inventory('POT', registered('POT', 10));

describe('stock-reservations', () => {
  it('tell who holds how much, and until when', async () => {
    deepStrictEqual(await open(item().inventory('POT', reserved('a', 3))), [
      { reservationId: 'a', orderId: 'order-of-a', quantity: 3, status: 'held', expiresAt: '2026-03-01T10:00:00.000Z' },
    ]);
  });

  it('no longer expire once they are confirmed', async () => {
    const [reservation] = await open(item().inventory('POT', reserved('a', 3), confirmed('a')));
    deepStrictEqual([reservation?.status, reservation?.expiresAt], ['confirmed', null]);
  });

  it('shrink with what leaves the house, and are gone with the last piece', async () => {
    const history = item().inventory('POT', reserved('a', 3), confirmed('a'), deducted('a', 2));
    deepStrictEqual(
      (await open(history)).map(({ quantity }) => quantity),
      [1],
    );
    deepStrictEqual(await open(history.inventory('POT', deducted('a', 1))), []);
  });

  it('are gone when they are released or run out', async () => {
    deepStrictEqual(await open(item().inventory('POT', reserved('a', 1), released('a'), reserved('b', 1), expired('b'))), []);
  });

  it('stand in the order in which they were made', async () => {
    const history = item().inventory('POT', ...['z', 'a', 'm'].map((id) => reserved(id, 1)), confirmed('z'));
    deepStrictEqual(
      (await open(history)).map(({ reservationId }) => reservationId),
      ['z', 'a', 'm'],
    );
  });

  it('know a SKU that has none from one that is not registered', async () => {
    const reader = await projected(stockReservations, item().events);
    deepStrictEqual([await isStocked(reader, 'POT'), await isStocked(reader, 'CUP')], [true, false]);
  });
});
