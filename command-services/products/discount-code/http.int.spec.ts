import { deepStrictEqual, equal } from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { TestAnswer } from '@shop/platform/http/testing.ts';
import { eventsOf, serve } from '../testing.ts';

let service: Awaited<ReturnType<typeof serve>>;
before(async () => (service = await serve()));
after(() => service.http[Symbol.asyncDispose]());

const as = 'catalog-manager~carol';
const create = (body: object, key?: string) =>
  service.http.call('POST', '/discount-codes', { as, body, ...(key ? { key } : {}) });
const withdraw = (code: string, headers: Record<string, string> = {}) =>
  service.http.call('POST', `/discount-codes/${code}/withdraw`, { as, headers });
const problem = ({ status, body }: TestAnswer): unknown[] => [status, body.type];

describe('POST /discount-codes', () => {
  it('keeps the code in upper case and answers 201', async () => {
    const answer = await create({ code: 'spring-10', percentOff: 10, maxRedemptions: 1 });
    deepStrictEqual([answer.status, answer.body], [201, { id: 'SPRING-10', revision: 0, status: 'active' }]);
    equal(answer.headers.get('location'), '/api/v1/discount-codes/SPRING-10');
    equal(answer.headers.get('consistency-token'), 'discountCode-SPRING-10@0');
    const [event] = await eventsOf(service.store, 'discountCode');
    deepStrictEqual(event?.data, {
      code: 'SPRING-10',
      percentOff: 10,
      amountOff: null,
      validFrom: null,
      validUntil: null,
      maxRedemptions: 1,
    });
    deepStrictEqual(problem(await create({ code: 'Spring-10', percentOff: 20 })), [409, '/problems/already-exists']);
  });
  it('takes an amount in the currency of the shop', async () => {
    equal((await create({ code: 'FIVER', amountOff: { amount: 500, currency: 'GBP' } })).status, 201);
    const euro = await create({ code: 'EURO', amountOff: { amount: 500, currency: 'EUR' } });
    deepStrictEqual([euro.status, euro.body.errors], [422, [{ pointer: '/amountOff/currency', detail: 'must be GBP' }]]);
  });
  it('refuses terms that make no sense', async () => {
    for (const body of [
      { code: 'AB', percentOff: 1 },
      { code: 'NO_LINE', percentOff: 1 },
      { code: 'straße', percentOff: 1 },
      { code: 'NOTHING' },
      { code: 'BOTH', percentOff: 1, amountOff: { amount: 1, currency: 'GBP' } },
      { code: 'ZERO', percentOff: 0 },
      { code: 'MUCH', percentOff: 101 },
      { code: 'HALF', percentOff: 0.5 },
      { code: 'FREE', amountOff: { amount: 0, currency: 'GBP' } },
      { code: 'NEVER', percentOff: 1, validFrom: '2026-02-01T00:00:00Z', validUntil: '2026-01-01T00:00:00Z' },
      { code: 'WHEN', percentOff: 1, validFrom: '2026-02-01' },
      { code: 'NONE', percentOff: 1, maxRedemptions: 0 },
    ]) {
      equal((await create(body)).status, 422, body.code);
    }
  });
  it('answers a retry as the first time; the same key with any other body is a 422', async () => {
    const first = await create({ code: 'ONCE', percentOff: 5 }, 'k');
    const again = await create({ percentOff: 5, code: 'ONCE' }, 'k');
    deepStrictEqual([again.body, again.headers.get('idempotent-replayed')], [first.body, 'true']);
    equal((await create({ code: 'ONCE', percentOff: 6 }, 'k')).status, 422);
    deepStrictEqual(problem(await create({ code: 'ELSE', percentOff: 5 }, 'k')), [422, '/problems/idempotency-key-reused']);
  });
  it('and withdrawing are for catalog managers and admin', async () => {
    for (const role of ['customer~a', 'warehouse~w', 'support~s', 'service~s']) {
      equal((await service.http.call('POST', '/discount-codes', { as: role, body: {} })).status, 403);
      equal((await service.http.call('POST', '/discount-codes/FIVER/withdraw', { as: role })).status, 403);
    }
  });
});

describe('POST /discount-codes/{code}/withdraw', () => {
  it('withdraws once, whatever the letter case', async () => {
    await create({ code: 'GONE', percentOff: 5 });
    equal((await withdraw('gone', { 'If-Match': '"5"' })).status, 412);
    const answer = await withdraw('gone');
    deepStrictEqual([answer.status, answer.body], [200, { id: 'GONE', revision: 1, status: 'withdrawn' }]);
    const second = await withdraw('GONE');
    deepStrictEqual(
      [...problem(second), second.body.current, second.body.allowed],
      [409, '/problems/invalid-transition', 'withdrawn', []],
    );
  });
  it('is a 404 for a code that is unknown or no code', async () => {
    equal((await withdraw('UNKNOWN')).status, 404);
    equal((await withdraw('x')).status, 404);
  });
});
