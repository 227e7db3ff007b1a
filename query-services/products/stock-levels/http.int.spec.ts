import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { adjusted, confirmed, received, registered, reserved } from '../testing/events.ts';
import { History, instant } from '../testing/history.ts';
import { type Served, served } from '../testing/served.ts';
import { stores } from '../testing/stores.ts';

const paths = ['/inventory', '/inventory/POT', '/inventory/POT/ledger', '/inventory/POT/reservations'];
const as = 'warehouse~walt';

function stock(): History {
  return new History()
    .inventory('POT', registered('POT', 10, 3), received(2, 'note 7'), reserved('a', 4), reserved('b', 5), confirmed('a'))
    .inventory('CUP', registered('CUP', 50, 5))
    .inventory('pot', registered('pot', 2), reserved('c', 2), adjusted(-1));
}

for (const { name, open } of stores) {
  describe(`the queries of stock, kept in ${name}`, () => {
    let service: Served;
    before(async () => (service = await served(stock(), await open())));
    after(() => service[Symbol.asyncDispose]());

    const get = (path: string) => service.call('GET', path, { as });

    it('answer staff alone: 401 without a token, 403 to customers, before anything is looked up', async () => {
      for (const path of [...paths, '/inventory/NONE', '/inventory/-malformed-']) {
        strictEqual((await service.call('GET', path)).status, 401);
        strictEqual((await service.call('GET', path, { as: 'customer~alice' })).status, 403);
      }
      for (const role of ['catalog-manager', 'warehouse', 'support', 'admin']) {
        for (const path of paths) strictEqual((await service.call('GET', path, { as: `${role}~x` })).status, 200);
      }
    });

    it('answer 404 to SKUs that are unknown or malformed', async () => {
      for (const sku of ['NONE', 'Pot', '-POT', 'P%20T', 'x'.repeat(65), 'POT%2Fledger']) {
        for (const part of ['', '/ledger', '/reservations'])
          strictEqual((await get(`/inventory/${sku}${part}`)).status, 404, sku);
      }
    });

    it('answer 422 to parameters they do not know', async () => {
      for (const path of paths) {
        const { status, body } = await get(`${path}?colour=red`);
        deepStrictEqual([status, body.errors[0].parameter], [422, 'colour']);
      }
      strictEqual((await get('/inventory?lowStock=maybe')).status, 422);
      strictEqual((await get('/inventory/POT?lowStock=true')).status, 422);
    });

    it('are never kept by caches', async () => {
      for (const path of paths) strictEqual((await get(path)).headers.get('cache-control'), 'private, no-store');
    });

    it('tell the level of one SKU with an ETag of its stream', async () => {
      const { body, headers } = await get('/inventory/POT');
      deepStrictEqual(body, {
        sku: 'POT',
        revision: 4,
        onHand: 12,
        reserved: 9,
        available: 3,
        shortfall: 0,
        lowStockThreshold: 3,
      });
      const tag = headers.get('etag') ?? '';
      match(tag, /^"4\./);
      strictEqual((await service.call('GET', '/inventory/POT', { as, headers: { 'If-None-Match': tag } })).status, 304);
    });

    it('tell a shortfall, and nothing below 0', async () => {
      const { body } = await get('/inventory/pot');
      deepStrictEqual([body.onHand, body.reserved, body.available, body.shortfall], [1, 2, 0, 1]);
    });

    it('list all SKUs in pages, or those that are low', async () => {
      const skus = (body: { items: { sku: string }[] }) => body.items.map(({ sku }) => sku);
      const first = (await get('/inventory?limit=2&total=true')).body;
      deepStrictEqual([skus(first), first.page.hasMore, first.page.total], [['CUP', 'POT'], true, 3]);
      const second = (await get(`/inventory?limit=2&cursor=${first.page.nextCursor}`)).body;
      deepStrictEqual([skus(second), second.page], [['pot'], { nextCursor: null, hasMore: false }]);
      deepStrictEqual(skus((await get('/inventory?lowStock=true')).body), ['POT', 'pot']);
      deepStrictEqual(skus((await get('/inventory?lowStock=false')).body), ['CUP']);
      strictEqual((await get(`/inventory?lowStock=true&cursor=${first.page.nextCursor}`)).status, 422);
    });

    it('tell the movements of a SKU, newest first, in pages', async () => {
      const first = (await get('/inventory/POT/ledger?limit=3&total=true')).body;
      deepStrictEqual(first.items[2], {
        at: instant(1),
        type: 'StockReceived',
        change: 2,
        onHandAfter: 12,
        reservedAfter: 0,
        reference: 'note 7',
        reason: null,
        actor: { id: 'walt', kind: 'user' },
      });
      deepStrictEqual([first.items.length, first.page.hasMore, first.page.total], [3, true, 4]);
      const second = (await get(`/inventory/POT/ledger?limit=3&cursor=${first.page.nextCursor}`)).body;
      deepStrictEqual(
        second.items.map(({ type }: { type: string }) => type),
        ['StockItemRegistered'],
      );
      strictEqual((await get(`/inventory/pot/ledger?cursor=${first.page.nextCursor}`)).status, 422);
    });

    it('tell the open reservations of a SKU, oldest first, in pages', async () => {
      const first = (await get('/inventory/POT/reservations?limit=1&total=true')).body;
      deepStrictEqual(first.items, [
        { reservationId: 'a', orderId: 'order-of-a', quantity: 4, status: 'confirmed', expiresAt: null },
      ]);
      deepStrictEqual([first.page.hasMore, first.page.total], [true, 2]);
      const second = (await get(`/inventory/POT/reservations?cursor=${first.page.nextCursor}`)).body;
      deepStrictEqual(second.items, [
        { reservationId: 'b', orderId: 'order-of-b', quantity: 5, status: 'held', expiresAt: '2026-03-01T10:00:00.000Z' },
      ]);
      deepStrictEqual((await get('/inventory/CUP/reservations')).body.items, []);
    });
  });
}
