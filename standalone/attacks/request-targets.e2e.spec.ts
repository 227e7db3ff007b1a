import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { startTestShop, type TestShop } from '../testing/test-shop.ts';
import { assertProblem, invariantsHold, rawRequest, subjectOf, victimName, victimsOrder, withoutEffect } from './attack.ts';

let running: TestShop;
let order: string;
let victim: string;
before(async () => {
  running = await startTestShop();
  order = await victimsOrder(running, 'AUTH-1');
  victim = await subjectOf(running, 'alice');
});
after(() => running[Symbol.asyncDispose]());

describe('a path', () => {
  const get = async (target: string, user: 'bob' | 'ada') => {
    const token = await running.client.token(user);
    const lines = [`GET ${target} HTTP/1.1`, 'Host: shop', `Authorization: Bearer ${token}`, 'Connection: close', '', ''];
    return rawRequest(running.shop.gateway, lines.join('\r\n'));
  };

  it('leads nowhere by another spelling', () =>
    withoutEffect(running, async () => {
      for (const target of [
        `/api/v1/products/../orders/${order}`,
        `/api/v1/products/..;/orders/${order}`,
        `/api/v1/products/%2e%2e/orders/${order}`,
        `/api/v1/products/%2E%2E%2Forders%2F${order}`,
        `/api/v1/products/..%5corders/${order}`,
        `/api/v1//orders/${order}`,
        `//api/v1/orders/${order}`,
        `/api/v1/orders%2f${order}`,
        `/api/v1/ORDERS/${order}`,
        `/API/v1/orders/${order}`,
        `/api/v1/orders/${order}/`,
        `/api/v1/orders/${order}.json`,
        `/api/v1/orders/${order};customerId=${victim}`,
        `/api/v1/orders/${order}%00`,
        `/api/v1/orders/${order}%20`,
        `/api/v1/orders/${order.toUpperCase()}`,
        '/api/v1/Operations/events',
        '/api/v1/operations/%65vents',
        '/api/v1/products/..%2f..%2foperations/events',
      ]) {
        const { status, text } = await get(target, 'bob');
        assert.ok([400, 403, 404].includes(status), `${target}: ${status}`);
        assert.ok(!text.includes(victimName) && !text.includes('"position"'), target);
      }
    }));

  it('leads past the gateway to nothing that is not public, whoever asks', () =>
    withoutEffect(running, async () => {
      for (const target of [
        '/metrics',
        '/livez',
        '/readyz',
        '/openapi.json',
        '/api/v1/metrics',
        '/api/v1/livez',
        '/api/v1/readyz',
        '/internal/offers',
        '/internal/inventory/AUTH-1/reservations',
        '/api/v1/internal/offers',
        '/api/v1/../internal/offers',
        '/config/gateway',
        '/users',
        '/oauth2/token',
      ]) {
        assert.ok([400, 404].includes((await get(target, 'ada')).status), target);
      }
    }));

  it('to an internal route is refused by the service itself, to people of every role', () =>
    withoutEffect(running, async () => {
      const service = running.shop.services['product-commands'] ?? '';
      const reserve = JSON.stringify({ orderId: order, lines: [{ sku: 'AUTH-1', quantity: 90 }] });
      for (const path of ['/offers', '/reservations', '/reservations/release', '/restocks', '/discount-codes/redeem']) {
        const ask = (headers: Record<string, string>) =>
          fetch(`${service}/internal${path}`, {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', ...headers },
            body: reserve,
          });
        assert.equal((await ask({ 'X-Roles': 'service' })).status, 401, path);
        for (const user of ['alice', 'carol', 'walt', 'sam', 'ada'] as const) {
          const direct = await ask({ Authorization: `Bearer ${await running.client.token(user)}` });
          assert.equal(direct.status, 403, `${user} ${path}`);
        }
      }
    }));
});

describe('a query string', () => {
  it('is flat, known, and each name once', () =>
    withoutEffect(running, async () => {
      for (const query of [
        ...['a[b]=c', 'status[$ne]=draft', 'limit[]=1', 'limit=1&limit=2', 'status=draft&status=confirmed', '__proto__=x'],
        ...[
          '__proto__[role]=admin',
          'constructor=x',
          'toString=1',
          'limit=1e1',
          'limit=0x5',
          'limit=-1',
          'limit=',
          'limit=%31%00',
        ],
        ...[
          'limit=99999999999999999999',
          'cursor=x',
          'cursor=W10',
          'sort=constructor',
          'sort=customerId',
          'minTotal=-1',
          'limit=%ff',
        ],
      ]) {
        const reply = await running.client.ask('GET', `/orders?${query}`, { as: 'alice' });
        assertProblem(reply, 422);
        assert.ok(reply.body.errors[0].parameter !== undefined, query);
      }
      for (const query of ['a[b]=c', '__proto__=x', 'q=a&q=b', 'option.=x', 'option.__proto__=', 'facets=yes', 'minPrice=1.5']) {
        assertProblem(await running.client.ask('GET', `/products?${query}`), 422);
      }
      for (const query of ['option.__proto__=x', 'option.constructor=x&facets=true', 'option.toString=1', 'category=__proto__']) {
        const reply = await running.client.ask('GET', `/products?${query}`);
        assert.deepEqual([reply.status, reply.body.items], [200, []], query);
      }
    }));
});

it('after all of it, log and read models keep every invariant', () => invariantsHold(running));
