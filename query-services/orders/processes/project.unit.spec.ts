import { deepStrictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type FulfilmentProcessEvent, streamName } from '@shop/shared-events';
import { recorded, testId } from '../testing/events.ts';
import { readerOf } from '../testing/projected.ts';
import { processesModel } from './project.ts';
import { findProcesses, processFilter, processView } from './query.ts';

const id = testId(1);
const deadline = '2026-03-01T12:00:30.000Z';
const started: FulfilmentProcessEvent = { type: 'FulfilmentProcessStarted', data: { orderId: id, trigger: 't', deadline } };
const advanced = (step: string, until: string | null): FulfilmentProcessEvent => ({
  type: 'FulfilmentProcessAdvanced',
  data: { trigger: 't', step, awaiting: `${step} answer`, deadline: until },
});
const stuck: FulfilmentProcessEvent = { type: 'FulfilmentProcessStuck', data: { step: 'capture', reason: 'no answer' } };
const ended: FulfilmentProcessEvent = { type: 'FulfilmentProcessEnded', data: { trigger: 't', outcome: 'completed' } };
const of = (orderId: string, ...events: FulfilmentProcessEvent[]) => recorded(streamName('fulfilmentProcess', orderId), events);

async function found(log: ReturnType<typeof of>, only?: boolean, now = Date.parse('2026-03-01T12:00:00Z')) {
  const reader = await readerOf(processesModel, log);
  const items = await findProcesses(reader, { where: processFilter(only), limit: 100 });
  return items.map(({ document }) => processView(document, now));
}

describe('the fulfilment processes', () => {
  it('show the step, what it waits for and until when', async () => {
    deepStrictEqual(await found(of(id, started, advanced('reserve', deadline))), [
      {
        ...{ orderId: id, step: 'reserve', awaiting: 'reserve answer', deadline, overdue: false, stuck: false, reason: null },
        ...{ startedAt: '2026-03-01T12:00:00.000Z', updatedAt: '2026-03-01T12:01:00.000Z' },
      },
    ]);
  });

  it('are overdue once a deadline has passed and nothing came of it', async () => {
    const log = of(id, started);
    const due = Date.parse(deadline);
    deepStrictEqual(
      (await found(log, undefined, due)).map(({ overdue }) => overdue),
      [false],
    );
    deepStrictEqual(
      (await found(log, undefined, due + 1)).map(({ overdue }) => overdue),
      [true],
    );
    const elapsed: FulfilmentProcessEvent = { type: 'FulfilmentDeadlineElapsed', data: { step: 'reserve', deadline } };
    deepStrictEqual(
      (await found(of(id, started, elapsed), undefined, due + 1)).map(({ overdue }) => overdue),
      [false],
    );
  });

  it('are stuck until they advance again', async () => {
    const log = of(id, started, advanced('capture', null), stuck);
    deepStrictEqual(
      (await found(log, true)).map(({ step, reason }) => [step, reason]),
      [['capture', 'no answer']],
    );
    deepStrictEqual(await found(log, false), []);
    const going = of(id, started, stuck, advanced('capture', null));
    deepStrictEqual(
      (await found(going, false)).map(({ stuck: is, reason }) => [is, reason]),
      [[false, null]],
    );
    deepStrictEqual(await found(going, true), []);
  });

  it('leave when they end', async () => {
    deepStrictEqual(await found(of(id, started, stuck, ended)), []);
  });

  it('come with the nearest deadline first and those without one last', async () => {
    const [two, three] = [testId(2), testId(3)];
    const log = [
      ...of(id, started, advanced('capture', null)),
      ...of(two, started, advanced('pay', '2026-03-01T13:00:00Z')),
      ...of(three, started, advanced('reserve', '2026-03-01T12:30:00Z')),
    ];
    deepStrictEqual(
      (await found(log)).map(({ orderId }) => orderId),
      [three, two, id],
    );
  });
});
