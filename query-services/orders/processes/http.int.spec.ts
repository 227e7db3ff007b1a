import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { streamName } from '@shop/shared-events';
import { recorded, testId } from '../testing/events.ts';
import { type OrderService, orderService } from '../testing/service.ts';

const deadline = '2026-03-31T23:29:59.999Z';
const log = [1, 2].flatMap((number) =>
  recorded(streamName('fulfilmentProcess', testId(number)), [
    { type: 'FulfilmentProcessStarted', data: { orderId: testId(number), trigger: 't', deadline } },
    ...(number === 2 ? [{ type: 'FulfilmentProcessStuck', data: { step: 'capture', reason: 'no answer' } } as const] : []),
  ]),
);

describe('GET /operations/processes', () => {
  let service: OrderService;
  before(async () => (service = await orderService(log)));
  after(() => service[Symbol.asyncDispose]());
  const list = (query = '', as = 'admin~ada') => service.call('GET', `/operations/processes${query}`, { as });
  const ids = async (query: string) => (await list(query)).body.items.map((item: { orderId: string }) => item.orderId);

  it('shows the processes that run, or those alone that are stuck', async () => {
    deepStrictEqual(await ids(''), [testId(1), testId(2)]);
    deepStrictEqual(await ids('?stuck=true'), [testId(2)]);
    deepStrictEqual(await ids('?stuck=false'), [testId(1)]);
    const { body } = await list('?stuck=true&total=true');
    strictEqual(body.page.total, 1);
    const { step, awaiting, stuck, reason, overdue } = body.items[0];
    deepStrictEqual(
      { step, awaiting, stuck, reason, overdue },
      { step: 'capture', awaiting: null, stuck: true, reason: 'no answer', overdue: true },
    );
  });

  it('is for admin alone, and strict', async () => {
    for (const as of ['customer~alice', 'support~sam', 'warehouse~walt']) strictEqual((await list('', as)).status, 403);
    strictEqual((await list('?stuck=yes')).status, 422);
  });
});
