import { deepStrictEqual, equal, rejects } from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { RefusedError } from '@shop/platform/command-handling/refused-error.ts';
import { causeOf, eventsOf, serve } from '../testing.ts';

let service: Awaited<ReturnType<typeof serve>>;
before(async () => (service = await serve()));
after(() => service.http[Symbol.asyncDispose]());

const gbp = (amount: number) => ({ amount, currency: 'GBP' });
const expiresAt = '2026-01-01T00:15:00.000Z';
let count = 0;
let id = '';
beforeEach(() => (id = `r${count++}`));

const ask = async (path: string, body: object) =>
  (await service.http.call('POST', `/internal${path}`, { as: 'service~orders', body })).body;
const cause = (name: string) => {
  const { idempotency: _, ...rest } = causeOf(`${id} ${name}`);
  return rest;
};
const post = (as: string, path: string, body: object = {}) => service.http.call('POST', path, { as, body });
async function stockOf(...levels: number[]): Promise<string[]> {
  const skus = levels.map((_, index) => `${id}-${index}`);
  for (const [index, onHand] of levels.entries()) {
    equal((await post('warehouse~walt', '/inventory', { sku: skus[index], onHand })).status, 201);
  }
  return skus;
}
const lines = (...all: [string | undefined, number][]) => all.map(([sku, quantity]) => ({ sku: sku ?? '', quantity }));
const typesOf = async (sku: string | undefined) =>
  (await eventsOf(service.store, 'inventory')).filter(({ stream }) => stream === `inventory-${sku}`).map(({ type }) => type);

describe('offers', () => {
  it('are the active, priced variants by SKU', async () => {
    const skus = [`${id}-a`, `${id}-b`, `${id}-c`];
    const { body } = await post('catalog-manager~carol', '/products', {
      name: 'Mug',
      variants: [{ sku: skus[0], price: gbp(5) }, { sku: skus[1] }],
    });
    const offers = async (includeUnlisted: boolean) => (await ask('/offers', { skus, includeUnlisted })).offers;
    deepStrictEqual(await offers(true), []);
    await post('catalog-manager~carol', `/products/${body.id}/publish`);
    const offer = { sku: skus[0], productId: body.id, name: 'Mug', price: gbp(5), priceRevision: 1 };
    deepStrictEqual(await offers(false), [offer]);
    await post('catalog-manager~carol', `/products/${body.id}/archive`);
    deepStrictEqual(await offers(false), []);
    deepStrictEqual(await offers(true), [{ ...offer, priceRevision: 2 }]);
    deepStrictEqual([...(await service.catalogue.offers(skus, { includeUnlisted: true })).keys()], [skus[0]]);
  });
  it('are never behind a price that was answered', async () => {
    const sku = `${id}-p`;
    const { body } = await post('catalog-manager~carol', '/products', { name: 'Mug', variants: [{ sku, price: gbp(5) }] });
    await post('catalog-manager~carol', `/products/${body.id}/publish`);
    equal((await service.catalogue.offers([sku])).get(sku)?.price.amount, 5);
    const headers = { 'If-Match': '"1"' };
    await service.http.call('PUT', `/products/${body.id}/variants/${sku}/price`, {
      as: 'admin~ada',
      body: { price: gbp(6) },
      headers,
    });
    equal((await service.catalogue.offers([sku])).get(sku)?.price.amount, 6);
  });
});

describe('reservations', () => {
  const reserve = (all: object[], name = 'reserve') =>
    ask('/reservations', { cause: cause(name), reservationId: id, orderId: 'o', lines: all, expiresAt });
  it('are made for every SKU, or tell which were refused', async () => {
    const [a, b] = await stockOf(5, 1);
    deepStrictEqual(await reserve(lines([a, 2], [b, 2], ['unknown', 1])), { refused: [b, 'unknown'] });
    deepStrictEqual(await typesOf(a), ['StockItemRegistered', 'StockReserved']);
  });
  it('add up lines of the same SKU before asking', async () => {
    const [a] = await stockOf(5);
    deepStrictEqual(await reserve(lines([a, 3], [a, 3])), { refused: [a] });
    deepStrictEqual(await reserve(lines([a, 3], [a, 2])), { refused: [] });
    const last = (await eventsOf(service.store, 'inventory')).findLast(({ type }) => type === 'StockReserved');
    equal((last?.data as { quantity: number }).quantity, 5);
  });
  it('are made once, and a conflict is told', async () => {
    const [a] = await stockOf(5);
    await reserve(lines([a, 3]));
    deepStrictEqual(await reserve(lines([a, 3]), 'again'), { refused: [] });
    equal((await reserve(lines([a, 2]))).type, '/problems/reservation-conflict');
    await rejects(
      service.stock.reserve({ reservationId: id, orderId: 'o', lines: lines([a, 2]), expiresAt }, cause('x')),
      RefusedError,
    );
  });
  it('are confirmed, deducted and restocked, each once', async () => {
    const [a, b] = await stockOf(5, 5);
    await reserve(lines([a, 3], [b, 1]));
    deepStrictEqual(await ask('/reservations/confirm', { cause: cause('c'), reservationId: id, skus: [a, b, 'unknown'] }), {
      missing: ['unknown'],
    });
    for (const name of ['first', 'again']) {
      const deduct = { cause: cause(name), reservationId: id, fulfilmentId: 'f', lines: lines([a, 1], [a, 2], [b, 1]) };
      deepStrictEqual(await ask('/reservations/deduct', deduct), {});
      const returned = [
        { sku: a, quantity: 1, disposition: 'restock' },
        { sku: a, quantity: 1, disposition: 'restock' },
        { sku: a, quantity: 1, disposition: 'damaged' },
      ];
      deepStrictEqual(await ask('/restocks', { cause: cause(name), returnId: 't', orderId: 'o', lines: returned }), {});
    }
    deepStrictEqual(await typesOf(a), [
      'StockItemRegistered',
      'StockReserved',
      'StockReservationConfirmed',
      'StockDeducted',
      'StockRestocked',
      'StockRestocked',
    ]);
    const much = { cause: cause('much'), reservationId: id, fulfilmentId: 'g', lines: lines([b, 1]) };
    equal((await ask('/reservations/deduct', much)).type, '/problems/reservation-missing');
  });
  it('are released, whatever was reserved of them', async () => {
    const [a, b] = await stockOf(5, 1);
    await reserve(lines([a, 2], [b, 2]));
    const release = { cause: cause('release'), reservationId: id, skus: [a, b, 'unknown'], reason: 'out_of_stock' };
    deepStrictEqual(await ask('/reservations/release', release), {});
    deepStrictEqual(await typesOf(a), ['StockItemRegistered', 'StockReserved', 'StockReservationReleased']);
    deepStrictEqual(await typesOf(b), ['StockItemRegistered']);
    deepStrictEqual(await ask('/reservations/confirm', { cause: cause('c'), reservationId: id, skus: [a] }), { missing: [a] });
  });
  it('run out where they are not confirmed', async () => {
    const [a, b] = await stockOf(5, 5);
    await reserve(lines([a, 2], [b, 2]));
    await ask('/reservations/confirm', { cause: cause('c'), reservationId: id, skus: [b] });
    deepStrictEqual(await ask('/reservations/expire', { cause: cause('e'), reservationId: id, skus: [a, b, 'unknown'] }), {});
    deepStrictEqual((await typesOf(a)).at(-1), 'StockReservationExpired');
    deepStrictEqual((await typesOf(b)).at(-1), 'StockReservationConfirmed');
  });
  it('of many buyers at once sell exactly what there is', async () => {
    const [a] = await stockOf(100);
    const buyers = Array.from({ length: 300 }, (_, buyer) =>
      service.stock.reserve(
        { reservationId: `${id} ${buyer}`, orderId: `o${buyer}`, lines: lines([a, 1]), expiresAt },
        cause(`b${buyer}`),
      ),
    );
    const answers = await Promise.all(buyers);
    equal(answers.filter(({ refused }) => refused.length === 0).length, 100);
  });
});

describe('discount codes', () => {
  const at = '2026-01-01T00:00:00.000Z';
  it('are redeemed by an order once, up to their limit, and given back', async () => {
    const code = `CODE-${count}`;
    const amountOff = gbp(500);
    await post('catalog-manager~carol', '/discount-codes', { code, amountOff, maxRedemptions: 1 });
    const redeem = (orderId: string, name: string) => ask('/discount-codes/redeem', { cause: cause(name), code, orderId, at });
    deepStrictEqual(await ask('/discount-codes/terms', { code, at }), { terms: { code, percentOff: null, amountOff } });
    deepStrictEqual(await redeem('o1', '1'), { redeemed: true });
    deepStrictEqual(await redeem('o1', '2'), { redeemed: true });
    deepStrictEqual(await redeem('o2', '3'), { redeemed: false });
    deepStrictEqual(await ask('/discount-codes/terms', { code, at }), { terms: null });
    const giveBack = { cause: cause('4'), code, orderId: 'o1', reason: 'expired' };
    deepStrictEqual(await ask('/discount-codes/give-back', giveBack), {});
    deepStrictEqual(await redeem('o2', '5'), { redeemed: true });
  });
  it('that nobody made give no terms, no redemption and nothing back', async () => {
    const code = 'UNKNOWN';
    deepStrictEqual(await ask('/discount-codes/terms', { code, at }), { terms: null });
    deepStrictEqual(await ask('/discount-codes/redeem', { cause: cause('1'), code, orderId: 'o', at }), { redeemed: false });
    deepStrictEqual(await ask('/discount-codes/give-back', { cause: cause('2'), code, orderId: 'o', reason: 'x' }), {});
  });
});

describe('internal routes', () => {
  it('are for services alone', async () => {
    for (const path of ['/offers', '/reservations', '/reservations/deduct', '/restocks', '/discount-codes/redeem']) {
      for (const role of ['admin~ada', 'warehouse~walt', 'customer~alice'])
        equal((await post(role, `/internal${path}`)).status, 403);
      equal((await service.http.call('POST', `/internal${path}`, { body: {} })).status, 401);
    }
  });
  it('keep the cause they are asked for', async () => {
    const [a] = await stockOf(1);
    const by = { ...cause('kept'), traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', onBehalfOf: 'alice' };
    await ask('/reservations', { cause: by, reservationId: id, orderId: 'o', lines: lines([a, 1]), expiresAt });
    const event = (await eventsOf(service.store, 'inventory')).findLast(({ type }) => type === 'StockReserved');
    deepStrictEqual(
      [
        event?.metadata.$correlationId,
        event?.metadata.$causationId,
        event?.metadata.actor,
        event?.metadata.onBehalfOf,
        event?.metadata.traceparent,
      ],
      [by.correlationId, by.causationId, by.actor, 'alice', by.traceparent],
    );
  });
});
