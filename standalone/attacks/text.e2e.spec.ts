import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { address, stockProduct } from '../testing/stock-shop.ts';
import { startTestShop, type TestShop } from '../testing/test-shop.ts';
import { assertProblem, assertTellsNothing, healthy, invariantsHold, withoutEffect } from './attack.ts';

/** Longer than any honest answer takes on a busy machine; backtracking without end would take far longer. */
const patience = 5_000;

let running: TestShop;
before(async () => {
  running = await startTestShop();
});
after(() => running[Symbol.asyncDispose]());

describe('text', () => {
  const nasty = `<script>alert(1)</script><img src=x onerror="a('b')">{{7*7}}\${7*7} %s \u2028\u202e'--`;

  it('of people comes back as the same JSON text, never as markup', async () => {
    const { client } = running;
    const made = await client.ask('POST', '/products', {
      as: 'carol',
      body: {
        name: nasty,
        description: nasty,
        category: nasty,
        variants: [
          {
            sku: 'HTML-1',
            price: { amount: 1, currency: 'GBP' },
            options: { constructor: 'toString', hasOwnProperty: nasty.slice(0, 50) },
          },
        ],
      },
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.equal((await client.ask('POST', `/products/${made.body.id}/publish`, { as: 'carol' })).status, 200);
    const seen = await client.until(`/products/${made.body.id}`, 'alice', ({ status }) => status === 'active');
    assert.deepEqual([seen.name, seen.description, seen.category], [nasty, nasty, nasty]);
    assert.equal(seen.variants[0].options.constructor, 'toString');
    for (const path of [
      `/products/${made.body.id}`,
      '/products?facets=true&limit=100',
      `/products?category=${encodeURIComponent(nasty)}`,
      '/products?option.constructor=toString&facets=true',
    ]) {
      const reply = await client.ask('GET', path);
      assert.equal(reply.status, 200);
      assert.match(reply.headers.get('content-type') ?? '', /^application\/json/);
      assert.equal(reply.headers.get('x-content-type-options'), 'nosniff', path);
      assert.ok(JSON.stringify(reply.body).includes('<script>'), path);
    }
    const shippingAddress = { ...address, name: nasty, line1: nasty };
    const cart = await client.ask('POST', '/orders', { as: 'alice', body: { shippingAddress } });
    const own = await client.until(`/orders/${cart.body.id}`, 'alice', (body) => body.shippingAddress !== null);
    assert.deepEqual([own.shippingAddress.name, own.shippingAddress.line1], [nasty, nasty]);
    await healthy(running);
  });

  it('of a problem is JSON too, where it repeats what was asked', () =>
    withoutEffect(running, async () => {
      for (const path of ['/products?<script>=1', '/products/%3Cscript%3Ealert(1)%3C/script%3E', '/products/%3Cscript%3E']) {
        const reply = await running.client.ask('GET', path);
        assertProblem(reply, 400, 404, 422);
        assert.equal(reply.headers.get('x-content-type-options'), 'nosniff');
      }
    }));
});

describe('a search', () => {
  before(async () => {
    await stockProduct(running.client, 'LANTERN-1', 5);
    await running.client.until('/products?q=lantern', 'alice', ({ items }) => items.length === 1);
  });

  it('takes no word for syntax', () =>
    withoutEffect(running, async () => {
      for (const q of [
        ...[
          '"',
          '""',
          '"lantern',
          "'",
          "lantern' OR '1'='1",
          'lantern*',
          '*',
          '**',
          'lantern NEAR/2 1',
          'NEAR(lantern 1)',
          'NOT lantern',
        ],
        ...[
          'lantern NOT 1',
          'words:lantern',
          '{words}:lantern',
          '- lantern',
          '^lantern',
          '(lantern',
          ')',
          'lantern AND',
          'OR',
          'lantern+1',
        ],
        ...[
          '%',
          '_',
          '\\',
          '\\"',
          'lantern;--',
          'lantern\u00001',
          'rowid:1',
          'rank',
          'AND AND AND',
          '"lantern" "',
          '\ud83d\ude00',
        ],
      ]) {
        const reply = await running.client.ask('GET', `/products?q=${encodeURIComponent(q)}`);
        assert.ok([200, 422].includes(reply.status), `${q}: ${JSON.stringify(reply.body)}`);
        assertTellsNothing(JSON.stringify(reply.status === 200 ? '' : reply.body));
      }
      for (const q of ['product NOT lantern', 'product OR nothing', 'NEAR(product lantern)', '-lantern product not']) {
        const { body } = await running.client.ask('GET', `/products?q=${encodeURIComponent(q)}`);
        assert.deepEqual(body.items, [], `${q}: words alone are looked for, and all of them`);
      }
    }));

  it('of any text is answered in time', () =>
    withoutEffect(running, async () => {
      const texts = [
        ...['a', 'aa', 'a ', 'a-', '"', '(', 'ª', '\u0301', 'ﷺ', 'İ', '%'].map((part) => part.repeat(200).slice(0, 200)),
        `${'a'.repeat(199)}!`,
        Array.from({ length: 66 }, (_, index) => index % 10).join(' '),
      ];
      for (const text of texts) {
        const path = `/products?q=${encodeURIComponent(text)}&facets=true&total=true&sort=relevance`;
        await inTime(path, undefined, 200, 422);
      }
      await inTime(`/products?q=${'a'.repeat(201)}`, undefined, 422);
      await inTime(`/products?${Array.from({ length: 21 }, (_, index) => `option.o${index}=x`).join('&')}`, undefined, 422);
    }));

  it('for anything that a pattern reads is answered in time', () =>
    withoutEffect(running, async () => {
      const long = (text: string): string => text.repeat(3_000).slice(0, 3_000);
      for (const text of ['0', '0-', 'a-', '-', '2020-01-01T', '1.', '9', '%20', 'a.', '+']) {
        const value = long(text);
        await inTime(`/products/by-slug/${value}!`, undefined, 404);
        await inTime(`/inventory/${value}!`, 'ada', 400, 404);
        await inTime(`/orders?placedFrom=${value}`, 'alice', 422);
        await inTime(`/orders?cursor=${value}`, 'alice', 422);
        await inTime(`/orders/${value}`, 'alice', 400, 404);
        await inTime(`/reports/sales?from=${value}&to=${value}`, 'ada', 422);
      }
      for (const header of ['Prefer', 'If-None-Match', 'Consistency-Token', 'traceparent', 'X-Correlation-Id']) {
        for (const text of [' ', 'wait=', 'wait= ', '"",', 'W/"', '00-', 'a-', ', ']) {
          const startedAt = performance.now();
          const reply = await running.client.ask('GET', '/products', { headers: { [header]: `x${long(text)}x` } });
          assert.ok([200, 400].includes(reply.status), `${header}: ${reply.status}`);
          assert.ok(performance.now() - startedAt < patience, header);
        }
      }
      const body = { code: 'a'.repeat(100_000), percentOff: 1 };
      assertProblem(await running.client.ask('POST', '/discount-codes', { as: 'carol', body }), 422);
      const slug = `${'a-'.repeat(200_000)}!`;
      assertProblem(await running.client.ask('POST', '/products', { as: 'carol', body: { name: 'x', slug } }), 422);
    }));
});

it('after all of it, log and read models keep every invariant', () => invariantsHold(running));

async function inTime(path: string, as: 'alice' | 'ada' | undefined, ...statuses: readonly number[]): Promise<void> {
  const startedAt = performance.now();
  const reply = await running.client.ask('GET', path, as === undefined ? {} : { as });
  const took = performance.now() - startedAt;
  assert.ok(statuses.includes(reply.status), `${path.slice(0, 80)}: ${reply.status} ${JSON.stringify(reply.body).slice(0, 300)}`);
  assert.ok(took < patience, `${path.slice(0, 80)} took ${took} ms`);
}
