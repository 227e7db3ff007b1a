import { deepEqual, equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { FulfilmentProcessEvent, OrderEvent } from '@shop/shared-events';
import {
  authorized,
  cancelled,
  captured,
  confirmed,
  confirmedOrder,
  created,
  declined,
  delivered,
  deliveredOrder,
  dispatched,
  heldUntil,
  noon,
  orderId,
  placed,
  reserved,
  units,
  uuid,
} from '../order/order.fixtures.ts';
import { evolve as evolveOrder } from '../order/evolve.ts';
import { noOrder } from '../order/state.ts';
import { defaultPolicy } from '../policy.ts';
import type { Heard, Input } from './messages.ts';
import { react } from './react.ts';
import { evolve, newProcess } from './state.ts';

const minute = 60_000;
const started: FulfilmentProcessEvent = {
  type: 'FulfilmentProcessStarted',
  data: { orderId, trigger: 't', deadline: '2026-03-01T12:00:30.000Z' },
};
const advanced = (step: string, awaiting: string, deadline: string | null, more: object = {}): FulfilmentProcessEvent => ({
  type: 'FulfilmentProcessAdvanced',
  data: { trigger: 't', step, awaiting, deadline, ...more },
});
const lookAgain = '2026-03-01T12:00:02.000Z';
const fulfilling = [started, advanced('fulfilling', 'warehouse', null)];
const heard = (event: OrderEvent): Input => ({ kind: 'heard', event: event as Heard });
const pending = [created, placed, reserved];

/** Given the order's and the process's past, when an input comes (some time after noon). */
function given(order: readonly OrderEvent[], process: readonly FulfilmentProcessEvent[] = []) {
  return {
    when(input: Input, after = 0) {
      const startedAt = Date.parse(noon) + after;
      const situation = {
        order: order.reduce(evolveOrder, noOrder),
        process: process.reduce(evolve, newProcess),
        ...{ trigger: 't', startedAt, now: startedAt, policy: defaultPolicy },
      };
      const { events, effect } = react(situation, input);
      return { events, effect, rests: () => deepEqual([events, effect], [[], null]) };
    },
  };
}

describe('a reaction', () => {
  it('to a placed order reserves every SKU, added up, and leaves no trace yet', () => {
    const { events, effect } = given([created, placed]).when(heard(placed));
    deepEqual(events, []);
    deepEqual(effect, { kind: 'reserve', hold: 1, lines: [units('A', 3), units('B', 1)], expiresAt: heldUntil });
  });

  it('to a refusal is written before anything is given back', () => {
    const effect = { kind: 'reserve', hold: 1, lines: [], expiresAt: heldUntil } as const;
    const answer = { of: 'reserve', effect, refused: ['B'] } as const;
    const next = given([created, placed]).when({ kind: 'answered', answer });
    const rejection = { code: 'out_of_stock', skus: ['B'] };
    deepEqual(next.events, [started, advanced('rejecting', 'compensation', lookAgain, { rejection })]);
    deepEqual(next.effect, {
      ...{ kind: 'unwind', how: 'release', reason: 'order out_of_stock', code: null, attempt: null },
      holds: [{ hold: 1, skus: ['A'] }],
    });
  });

  it('to a confirmation rests until the warehouse moves', () => {
    const next = given([...confirmedOrder]).when({ kind: 'answered', answer: { of: 'confirm-order' } });
    deepEqual([next.events, next.effect], [[started, advanced('fulfilling', 'warehouse', null)], null]);
  });

  it('to a decline waits for the customer, as long as the hold lives', () => {
    const order = [...pending, declined(1)];
    const next = given(order).when({ kind: 'answered', answer: { of: 'authorize', authorized: false } });
    deepEqual([next.events, next.effect], [[started, advanced('payment-retry', 'customer', heldUntil)], null]);
    const waiting = [started, advanced('payment-retry', 'customer', heldUntil)];
    given(order, waiting)
      .when({ kind: 'due' }, 14 * minute)
      .rests();
    const late = given(order, waiting).when({ kind: 'due' }, 15 * minute);
    deepEqual(
      late.events.map(({ type }) => type),
      ['FulfilmentDeadlineElapsed', 'FulfilmentProcessAdvanced'],
    );
    deepEqual(late.effect, { kind: 'end-order', command: { type: 'ExpireOrder' } });
  });

  it('to an authorization that comes too late is to void it', () => {
    const next = given([...pending, cancelled]).when({ kind: 'answered', answer: { of: 'authorize', authorized: true } });
    equal(next.effect?.kind === 'unwind' && next.effect.attempt, 1);
    deepEqual(next.events, [started, advanced('cancelling', 'compensation', lookAgain)]);
  });

  it('to a hold that ran out is to reserve once more, written first', () => {
    const effect = { kind: 'confirm-holds', hold: 1, skus: ['A', 'B'] } as const;
    const next = given(pending).when({ kind: 'answered', answer: { of: 'confirm-holds', effect, missing: ['B'] } });
    deepEqual(next.events, [started, advanced('confirming', 'stock', lookAgain, { heldAgain: ['B'] })]);
    deepEqual(next.effect, { kind: 'reserve', hold: 2, lines: [units('B', 1)], expiresAt: heldUntil });
  });

  it('to a dispatch books the goods out and captures once', () => {
    const first = dispatched(10, units('A', 1));
    const out = given([...confirmedOrder, first], fulfilling).when(heard(first));
    deepEqual(out.effect?.kind === 'settle' && [out.effect.work.deduct.length, out.effect.work.capture], [1, true]);
    const second = dispatched(11, units('A', 1));
    const again = given([...confirmedOrder, first, captured, second], fulfilling).when(heard(second));
    deepEqual(again.effect?.kind === 'settle' && [again.effect.work.deduct.length, again.effect.work.capture], [1, false]);
  });

  it('to the last delivery completes the order, once', () => {
    const last = delivered(10);
    deepEqual(given(deliveredOrder, fulfilling).when(heard(last)).effect, { kind: 'complete' });
    const completed = [...deliveredOrder, { type: 'OrderCompleted', data: {} } as const];
    const end: FulfilmentProcessEvent = { type: 'FulfilmentProcessEnded', data: { trigger: 't', outcome: 'completed' } };
    deepEqual(given(completed, fulfilling).when(heard(last)).events, [end]);
    given(completed, [...fulfilling, end])
      .when(heard(last))
      .rests();
  });

  it('to a failed settlement tries again later, and more of them are a case for people', () => {
    const order = [...confirmedOrder, dispatched(10, units('A', 1))];
    const work = { deduct: [], restock: [], capture: true, refund: [] };
    const answer = { of: 'settle', work, failures: ['the provider is away'] } as const;
    const next = given(order, fulfilling).when({ kind: 'answered', answer });
    deepEqual(next.events, [advanced('settling', 'settlement', lookAgain, { attempt: 1 })]);
    const often = [...fulfilling, advanced('settling', 'settlement', lookAgain, { attempt: 4 })];
    const stuck = given(order, often).when({ kind: 'answered', answer });
    deepEqual(stuck.events[1], { type: 'FulfilmentProcessStuck', data: { step: 'settling', reason: 'the provider is away' } });
  });

  it('to what was heard before is none', () => {
    given(confirmedOrder, fulfilling).when(heard(placed)).rests();
    const over: FulfilmentProcessEvent = { type: 'FulfilmentProcessEnded', data: { trigger: 't', outcome: 'cancelled' } };
    given([...confirmedOrder, cancelled], [...fulfilling, over])
      .when(heard(cancelled))
      .rests();
    given([created, cancelled]).when(heard(cancelled)).rests();
    given([...pending, authorized, confirmed], fulfilling)
      .when({ kind: 'due' }, minute)
      .rests();
  });

  it('to anything, while the order is taken back, is to go on with that', () => {
    const turned = [started, advanced('cancelling', 'compensation', lookAgain)];
    equal(given([...confirmedOrder, cancelled], turned).when(heard(placed)).effect?.kind, 'unwind');
    equal(given([...confirmedOrder, cancelled], turned).when({ kind: 'due' }, minute).effect?.kind, 'unwind');
  });

  it('counts a return on a completed order too', () => {
    const back: OrderEvent[] = [
      { type: 'OrderCompleted', data: {} },
      { type: 'ReturnRequested', data: { returnId: uuid(20), lines: [units('A', 1)], reason: 'small' } },
      { type: 'ReturnApproved', data: { returnId: uuid(20) } },
      {
        type: 'ReturnReceived',
        data: { returnId: uuid(20), lines: [{ ...units('A', 1), disposition: 'damaged' }], refundDue: 1_200, occurredAt: noon },
      },
    ];
    const over: FulfilmentProcessEvent = { type: 'FulfilmentProcessEnded', data: { trigger: 't', outcome: 'completed' } };
    const order = [...deliveredOrder, ...back];
    const { effect } = given(order, [...fulfilling, over]).when(heard(order.at(-1) as OrderEvent));
    equal(effect?.kind === 'settle' && effect.work.restock.length, 1);
  });
});
