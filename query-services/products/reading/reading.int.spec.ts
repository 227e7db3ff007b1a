import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TestAnswer } from '@shop/platform/http/testing.ts';
import { created, productId, published, registered, variant } from '../testing/events.ts';
import { History } from '../testing/history.ts';
import { type Served, served } from '../testing/served.ts';

const pot = productId(1);
const staff = 'admin~ada';

function shop(): History {
  const terms = { percentOff: 5, amountOff: null, validFrom: null, validUntil: null, maxRedemptions: null };
  return new History()
    .product(pot, created(pot, { slug: 'tea-pot', variants: [variant('POT')] }), published)
    .inventory('POT', registered('POT', 5))
    .discountCode('SPRING', { type: 'DiscountCodeCreated', data: { code: 'SPRING', ...terms } });
}

/** Every query with a stream that its view reads. */
const queries = [
  ['/products', `product-${pot}`],
  [`/products/${pot}`, `product-${pot}`],
  [`/products/${pot}`, 'inventory-POT'],
  ['/products/by-slug/tea-pot', `product-${pot}`],
  [`/products/${pot}/availability`, 'inventory-POT'],
  ['/inventory', 'inventory-POT'],
  ['/inventory/POT', 'inventory-POT'],
  ['/inventory/POT/ledger', 'inventory-POT'],
  ['/inventory/POT/reservations', 'inventory-POT'],
  ['/discount-codes', 'discountCode-SPRING'],
  ['/discount-codes/SPRING', 'discountCode-SPRING'],
] as const;

/** Lets the service's time pass, until `done` or for ten seconds of it. */
async function passTime(service: Served, done: () => boolean): Promise<void> {
  for (let step = 0; !done() && step < 10_000; step++) {
    if (service.clock.sleepers > 0) await service.clock.advance(100);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Asks and lets time pass until the answer is there. */
async function asTimePasses(service: Served, call: Promise<TestAnswer>): Promise<{ answer: TestAnswer; waited: number }> {
  const start = service.clock.now();
  let over = false;
  const answer = call.finally(() => (over = true));
  await passTime(service, () => over);
  return { answer: await answer, waited: service.clock.now() - start };
}

describe('a query', () => {
  it('answers 503 read-model-not-ready until its view was built for the first time', async () => {
    await using service = await served();
    for (const [path] of queries) {
      const { status, body, headers } = await service.call('GET', path, { as: staff });
      deepStrictEqual([status, body.type, headers.get('retry-after')], [503, '/problems/read-model-not-ready', '2']);
    }
  });

  it('with a Consistency-Token answers at once where its view has applied the write', async () => {
    await using service = await served(shop());
    for (const [path, stream] of queries) {
      const headers = { 'Consistency-Token': `${stream}@0` };
      strictEqual((await service.call('GET', path, { as: staff, headers })).status, 200);
    }
    strictEqual(service.clock.now(), 0);
  });

  it('with a Consistency-Token answers 503 read-model-lagging after two seconds in which it was not applied', async () => {
    await using service = await served(shop());
    for (const [path, stream] of queries) {
      const call = service.call('GET', path, { as: staff, headers: { 'Consistency-Token': `${stream}@7` } });
      const { answer, waited } = await asTimePasses(service, call);
      deepStrictEqual([answer.status, answer.body.type], [503, '/problems/read-model-lagging'], path);
      strictEqual(answer.headers.get('retry-after'), '1');
      strictEqual(waited, 2_000);
    }
  });

  it('with a Consistency-Token waits for the write and shows it', async () => {
    await using service = await served(shop());
    const call = service.call('GET', `/products/${pot}`, { headers: { 'Consistency-Token': `product-${pot}@2` } });
    let answered = false;
    void call.then(() => (answered = true));
    while (service.clock.sleepers === 0 && !answered) await new Promise((resolve) => setImmediate(resolve));
    await service.project(shop().product(pot, { type: 'ProductDetailsUpdated', data: { name: 'Shown' } }));
    const { answer } = await asTimePasses(service, call);
    deepStrictEqual([answer.status, answer.body.name], [200, 'Shown']);
  });

  it('does not wait for streams that its view does not read', async () => {
    await using service = await served(shop());
    const tokens = 'order-x@9, discountCode-SPRING@9, payment-x@1';
    const headers = { 'Consistency-Token': tokens };
    strictEqual((await service.call('GET', `/products/${pot}`, { headers })).status, 200);
    const ofProduct = { 'Consistency-Token': `product-${pot}@9` };
    strictEqual((await service.call('GET', '/inventory/POT', { as: staff, headers: ofProduct })).status, 200);
    strictEqual(service.clock.now(), 0);
  });

  it('answers 400 to a malformed Consistency-Token', async () => {
    await using service = await served(shop());
    for (const token of ['x', `product-${pot}`, `product-${pot}@-1`, `product-${pot}@x`]) {
      const { status } = await service.call('GET', `/products/${pot}`, { headers: { 'Consistency-Token': token } });
      strictEqual(status, 400, token);
    }
  });
});
