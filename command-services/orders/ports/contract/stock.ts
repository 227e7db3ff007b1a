import { deepStrictEqual, equal, rejects } from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { Stock } from '../stock.ts';
import { contractCause as cause, isRefusal } from './cause.ts';

/** A hold that has run out makes room for others: these do not. */
const expiresAt = '2999-01-01T00:15:00.000Z';

/** What every {@link Stock} keeps to. `open` gives one that has these units on hand; several may be open side by side. */
export function stockContract(name: string, open: (onHand: Readonly<Record<string, number>>) => Promise<Stock>): void {
  describe(`${name}: stock`, () => {
    let stock: Stock;
    let run = 0;
    let a = '';
    let b = '';
    beforeEach(async () => {
      run++;
      [a, b] = [`a${run}`, `b${run}`];
      stock = await open({ [a]: 5, [b]: 1 });
    });

    const reserve = (reservationId: string, lines: Readonly<Record<string, number>>) =>
      stock.reserve(
        {
          reservationId: `${reservationId}${run}`,
          orderId: `${reservationId}${run}`,
          lines: Object.entries(lines).map(([sku, quantity]) => ({ sku, quantity })),
          expiresAt,
        },
        cause(`reserve ${reservationId} ${JSON.stringify(lines)}`),
      );
    const held = (reservationId: string, ...skus: readonly string[]) => ({ reservationId: `${reservationId}${run}`, skus });
    const deduct = (reservationId: string, fulfilmentId: string, sku: string, quantity: number) =>
      stock.deduct(
        { reservationId: `${reservationId}${run}`, fulfilmentId: `${fulfilmentId}${run}`, lines: [{ sku, quantity }] },
        cause(`deduct ${fulfilmentId}`),
      );
    /** Whether that many can still be promised; if so, they are from then on. */
    const has = async (sku: string, quantity: number) =>
      (await reserve(`look ${sku} ${quantity}`, { [sku]: quantity })).refused.length === 0;

    it('is reserved where there is enough, and tells which SKUs were refused', async () => {
      deepStrictEqual(await reserve('r', { [a]: 5 }), { refused: [] });
      deepStrictEqual(await reserve('s', { [a]: 1, [b]: 1, nobody: 1 }), { refused: [a, 'nobody'] });
      equal(await has(b, 1), false);
    });
    it('adds up the lines of one SKU before it promises any', async () => {
      const lines = [
        { sku: a, quantity: 3 },
        { sku: a, quantity: 3 },
      ];
      const request = { reservationId: `twice${run}`, orderId: 'o', lines, expiresAt };
      deepStrictEqual(await stock.reserve(request, cause('twice')), { refused: [a] });
      equal(await has(a, 5), true);
    });
    it('is reserved once under one id, and never with another quantity', async () => {
      await reserve('r', { [a]: 3 });
      deepStrictEqual(await reserve('r', { [a]: 3 }), { refused: [] });
      equal(await has(a, 2), true);
      await rejects(reserve('r', { [a]: 2 }), (error) => isRefusal(error, 'reservation-conflict'));
    });
    it('of many buyers at once promises exactly what there is', async () => {
      const answers = await Promise.all(Array.from({ length: 40 }, (_, buyer) => reserve(`buyer ${buyer} `, { [a]: 1 })));
      equal(answers.filter(({ refused }) => refused.length === 0).length, 5);
    });
    it('is confirmed once and again, and tells for which SKUs nothing is held', async () => {
      await reserve('r', { [a]: 2 });
      for (const time of ['once', 'again']) {
        deepStrictEqual(await stock.confirm(held('r', a, b, 'nobody'), cause(`confirm ${time}`)), { missing: [b, 'nobody'] });
      }
    });
    it('is released, and is then there for others but not under the same id', async () => {
      await reserve('r', { [a]: 5 });
      for (const time of ['once', 'again']) {
        await stock.release({ ...held('r', a, b, 'nobody'), reason: 'cancelled' }, cause(`release ${time}`));
      }
      deepStrictEqual(await reserve('r', { [a]: 5 }), { refused: [a] });
      equal(await has(a, 5), true);
    });
    it('runs out where it is not confirmed', async () => {
      await reserve('r', { [a]: 5, [b]: 1 });
      await stock.confirm(held('r', b), cause('confirm b'));
      await stock.expire(held('r', a, b, 'nobody'), cause('expire'));
      equal(await has(a, 5), true);
      equal(await has(b, 1), false);
    });
    it('leaves the house once for each fulfilment, never more than was reserved', async () => {
      await reserve('r', { [a]: 3 });
      await stock.confirm(held('r', a), cause('confirm'));
      await deduct('r', 'f', a, 2);
      await deduct('r', 'f', a, 2);
      await rejects(deduct('r', 'g', a, 2), (error) => isRefusal(error, 'deduction-exceeds-reservation'));
      await deduct('r', 'h', a, 1);
      equal(await has(a, 3), false);
      equal(await has(a, 2), true);
    });
    it('does not leave the house unreserved', async () => {
      await rejects(deduct('r', 'f', a, 1), (error) => isRefusal(error, 'reservation-missing'));
    });
    it('comes back once for each return; what is damaged is not for sale', async () => {
      await reserve('r', { [a]: 5 });
      await stock.confirm(held('r', a), cause('confirm'));
      await deduct('r', 'f', a, 5);
      const lines = [
        { sku: a, quantity: 2, disposition: 'restock' },
        { sku: a, quantity: 1, disposition: 'damaged' },
      ] as const;
      for (const time of ['once', 'again']) {
        await stock.restock({ returnId: `t${run}`, orderId: `r${run}`, lines }, cause(`restock ${time}`));
      }
      equal(await has(a, 3), false);
      equal(await has(a, 2), true);
    });
  });
}
