import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { address, orderOf, stockProduct } from '../testing/stock-shop.ts';
import { type Ask, type Reply } from '../testing/client.ts';
import { startTestShop, type TestShop } from '../testing/test-shop.ts';
import { assertProblem, assertTellsNothing, invariantsHold, sendOrder, withoutEffect } from './attack.ts';

let running: TestShop;
before(async () => {
  running = await startTestShop();
  await stockProduct(running.client, 'BODY-1', 100, 1_500);
});
after(() => running[Symbol.asyncDispose]());

const order = (body: unknown, ask: Ask = {}): Promise<Reply> =>
  running.client.ask('POST', '/orders', { as: 'alice', body, ...ask });
const line = { sku: 'BODY-1', quantity: 1 };
const whole = orderOf([line]);

/** Text of a valid order with further members written into it as they are. */
const orderWith = (members: string): string => `{${members},${JSON.stringify(whole).slice(1)}`;

describe('a body', () => {
  it('assigns no member that is not offered', () =>
    withoutEffect(running, async () => {
      const members: Readonly<Record<string, unknown>> = {
        price: { amount: 1, currency: 'GBP' },
        total: { amount: 1, currency: 'GBP' },
        totals: { total: { amount: 1, currency: 'GBP' } },
        status: 'confirmed',
        payment: 'captured',
        captured: { amount: 99_999, currency: 'GBP' },
        id: randomUUID(),
        orderId: randomUUID(),
        number: '1',
        revision: 7,
        currency: 'USD',
        role: 'admin',
        roles: ['admin'],
        actor: { id: 'ada', kind: 'user' },
        metadata: {},
        $correlationId: 'x',
      };
      for (const [name, value] of Object.entries(members)) {
        const reply = await order({ ...whole, [name]: value });
        assertProblem(reply, 422);
        assert.deepEqual(reply.body.errors, [{ pointer: `/${name}`, detail: 'is not known here' }]);
      }
      for (const member of ['unitPrice', 'price', 'lineTotal', 'lineId', 'name', 'agreed', 'productId', 'discount']) {
        assertProblem(await order({ ...whole, lines: [{ ...line, [member]: 1 }] }), 422);
      }
      const address2 = { ...address, customerId: 'bob', ciphertext: 'x' };
      assertProblem(await order({ ...whole, shippingAddress: address2 }), 422);
    }));

  it('reaches no prototype', () =>
    withoutEffect(running, async () => {
      for (const members of [
        '"__proto__":{"place":true,"role":"admin"}',
        '"constructor":{"prototype":{"role":"admin"}}',
        '"constructor.prototype.role":"admin"',
        '"prototype":{}',
        '"toString":"x"',
        '"hasOwnProperty":1',
      ]) {
        assertProblem(await order(orderWith(members)), 422);
      }
      assertProblem(await order(`{"lines":[{"sku":"BODY-1","quantity":1,"__proto__":{"agreedUnitPrice":{"amount":1}}}]}`), 422);
      assertProblem(await order(`{"lines":[{"__proto__":{"sku":"BODY-1","quantity":1}}]}`), 422);
      assert.equal(({} as Record<string, unknown>)['role'], undefined);
      const free = { name: 'Free', category: 'tests' };
      const body = `{"price":{"amount":0,"currency":"GBP"},${JSON.stringify(free).slice(1)}`;
      assertProblem(await running.client.ask('POST', '/products', { as: 'carol', body }), 422);
    }));

  it('names no quantity but a whole number from 1 to a million', () =>
    withoutEffect(running, async () => {
      for (const quantity of [
        ...['-1', '0', '-0', '1.5', '1e309', '-1e309', '1e-9', '"1"', '9007199254740992', '9007199254740993'],
        ...['1000001', 'true', 'null', '[]', '[1]', '{}', '{"$gt":0}', '"1e3"', '0.1e1000'],
      ]) {
        const reply = await order(`{"lines":[{"sku":"BODY-1","quantity":${quantity}}]}`);
        assertProblem(reply, 422);
        assert.equal(reply.body.errors[0].pointer, '/lines/0/quantity', quantity);
      }
      for (const quantity of ['01', '0x10', '1_000', 'NaN', 'Infinity', '+1', "'1'"]) {
        assertProblem(await order(`{"lines":[{"sku":"BODY-1","quantity":${quantity}}]}`), 400);
      }
    }));

  it('pays in no other currency', () =>
    withoutEffect(running, async () => {
      for (const currency of ['JPY', 'USD', 'gbp', 'XXX', '', 'GBP ', 'GBPP']) {
        const expectedUnitPrice = { amount: 1_500, currency };
        assertProblem(await order({ ...whole, lines: [{ ...line, expectedUnitPrice }] }), 409, 422);
        const agreed = { lines: [{ ...line, agreedUnitPrice: { amount: 1, currency } }], customerId: 'bob', reason: 'x' };
        assertProblem(await order(agreed, { as: 'sam' }), 422);
        const price = { amount: 1, currency };
        const product = { name: 'Cheap', variants: [{ sku: `CHEAP-${randomUUID()}`, price }] };
        assertProblem(await running.client.ask('POST', '/products', { as: 'carol', body: product }), 422);
      }
      const other = await order({ ...whole, lines: [{ ...line, expectedUnitPrice: { amount: 1, currency: 'GBP' } }] });
      assertProblem(other, 409);
      assert.equal(other.body.type, '/problems/price-changed');
    }));

  it('too large, too deep or with too many names is refused and costs nobody else anything', () =>
    withoutEffect(running, async () => {
      const large = ' '.repeat(1024 * 1024);
      assertProblem(await order(`${JSON.stringify(whole)}${large}`), 413);
      const depth = 100_000;
      for (const deep of ['['.repeat(depth) + ']'.repeat(depth), '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)]) {
        assertProblem(await order(deep), 422);
        assertProblem(await order(`{"lines":${deep}}`), 422);
        assertProblem(await order(orderWith(`"x\\u0000":${deep}`)), 422);
      }
      const names = Array.from({ length: 100_000 }, (_, index) => `"${index.toString(36)}":0`).join(',');
      const wrong = Array.from({ length: 2_000 }, () => ({ sku: '', quantity: 0, a: 1, b: 2 }));
      for (const body of [orderWith(names), JSON.stringify({ ...whole, lines: wrong })]) {
        const reply = await order(body);
        assertProblem(reply, 422);
        assert.equal(reply.body.errors.length, 100, 'an answer is not made long by what is asked');
      }
      const longName = await order(orderWith(`"${'n'.repeat(1_000_000)}":0`));
      assertProblem(longName, 422);
      assertProblem(await order({ ...whole, lines: Array.from({ length: 2_001 }, () => line) }), 422);
    }));

  it('is JSON in UTF-8, named as such and not encoded', () =>
    withoutEffect(running, async () => {
      const text = JSON.stringify(whole);
      for (const type of [
        ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml'],
        ...[
          'application/json; charset=utf-7',
          'application/json; charset=utf-16',
          'application/jsonp',
          'application/json, text/plain',
        ],
      ]) {
        assertProblem(await order(text, { headers: { 'Content-Type': type } }), 415);
      }
      for (const coding of ['gzip', 'deflate', 'br', 'gzip, identity', 'compress']) {
        assertProblem(await order(text, { headers: { 'Content-Encoding': coding } }), 415);
      }
      const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
      const [gzip] = await sendOrder(running, bomb, 'Content-Encoding: gzip');
      assert.equal(gzip, 415);
    }));

  it('holds no bytes that are no text', () =>
    withoutEffect(running, async () => {
      const [before = '', behind = ''] = JSON.stringify({ lines: [line], shippingAddress: { ...address, name: '#' } }).split('#');
      const named = (bytes: readonly number[]) => Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(behind)]);
      for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82], [0x00], [0x0a]]) {
        const [status, text] = await sendOrder(running, named(bytes));
        assert.equal(status, 400, `${bytes}`);
        assertTellsNothing(text);
      }
      for (const name of ['\\u0000', '\\ud800', '\\udc00', 'a\\ud800b', '\\ud800\\ud800']) {
        assertProblem(await order(`${before}${name}${behind}`), 422);
      }
      assertProblem(await order(orderWith('"a\\ud800":1')), 422);
      assertProblem(await order(Buffer.from(JSON.stringify(whole), 'utf16le').toString('latin1')), 400);
    }));

  it('is not JSON with extras', () =>
    withoutEffect(running, async () => {
      const text = JSON.stringify(whole);
      for (const odd of [
        `${text}${text}`,
        `//x\n${text}`,
        `${text.slice(0, -1)},}`,
        `)]}'\n${text}`,
        '',
        'null',
        '[]',
        '""',
        '1',
      ]) {
        assertProblem(await order(odd, { headers: { 'Content-Type': 'application/json' } }), 400, 422);
      }
    }));
});

it('after all of it, log and read models keep every invariant', () => invariantsHold(running));
