import { deepStrictEqual, equal, ok } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DiscountCodeEvent } from '@shop/shared-events';
import { given } from '@shop/platform/command-handling/given.ts';
import fc from 'fast-check';
import type { CreateDiscountCode, DiscountCodeCommand } from './commands.ts';
import { discountCodeDecider } from './decide.ts';

const terms = {
  code: 'SPRING-10',
  percentOff: 10,
  amountOff: null,
  validFrom: '2026-03-01T00:00:00.000Z',
  validUntil: '2026-03-31T23:59:59.999Z',
  maxRedemptions: 2,
};
const create: CreateDiscountCode = { type: 'CreateDiscountCode', ...terms };
const created = (
  changes: Partial<typeof terms> | { maxRedemptions: null; validFrom: null; validUntil: null } = {},
): DiscountCodeEvent => ({
  type: 'DiscountCodeCreated',
  data: { ...terms, ...changes },
});
const withdrawn: DiscountCodeEvent = { type: 'DiscountCodeWithdrawn', data: {} };
const redeemed = (orderId: string): DiscountCodeEvent => ({ type: 'DiscountCodeRedeemed', data: { orderId } });
const returned = (orderId: string): DiscountCodeEvent => ({
  type: 'DiscountCodeRedemptionReturned',
  data: { orderId, reason: 'expired' },
});
const redeem = (orderId: string, at = '2026-03-15T12:00:00.000Z') => ({ type: 'RedeemDiscountCode', orderId, at }) as const;
const giveBack = (orderId: string) => ({ type: 'GiveBackRedemption', orderId, reason: 'expired' }) as const;
const withdraw = { type: 'WithdrawDiscountCode' } as const;
const code = (...past: DiscountCodeEvent[]) => given(discountCodeDecider, ...past);

describe('a discount code', () => {
  it('is created once', () => {
    code().when(create).then(created());
    code(created()).when(create).refused('already-exists', { code: 'SPRING-10' });
  });
  it('is withdrawn once', () => {
    code(created()).when(withdraw).then(withdrawn);
    code(created(), withdrawn).when(withdraw).refused('invalid-transition', { current: 'withdrawn', allowed: [] });
  });
  it('has to exist', () => {
    for (const command of [withdraw, redeem('a'), giveBack('a')]) code().when(command).refused('not-found');
  });
});

describe('redeeming', () => {
  it('takes one redemption, and one alone for an order', () => {
    code(created()).when(redeem('a')).then(redeemed('a'));
    code(created(), redeemed('a')).when(redeem('a')).then();
  });
  it('never gives the last redemption twice', () => {
    code(created(), redeemed('a'), redeemed('b')).when(redeem('c')).refused('discount-code-invalid');
    code(created(), redeemed('a'), redeemed('b')).when(redeem('b')).then();
  });
  it('knows no limit where none is set', () => {
    const unlimited = created({ maxRedemptions: null, validFrom: null, validUntil: null });
    code(unlimited, redeemed('a'), redeemed('b')).when(redeem('c', '1999-01-01T00:00:00.000Z')).then(redeemed('c'));
  });
  it('needs a time within the window, its ends included, whatever zone they are told in', () => {
    const taken = (at: string) => code(created()).when(redeem('a', at)).then(redeemed('a'));
    taken('2026-03-01T00:00:00.000Z');
    taken('2026-03-31T23:59:59.999Z');
    taken('2026-04-01T01:59:59+02:00');
    for (const at of ['2026-02-28T23:59:59.999Z', '2026-04-01T00:00:00.000Z', '2026-03-01T01:59:59+02:00']) {
      code(created()).when(redeem('a', at)).refused('discount-code-invalid');
    }
  });
  it('is over once the code is withdrawn, except for what is held', () => {
    code(created(), withdrawn).when(redeem('a')).refused('discount-code-invalid');
    code(created(), redeemed('a'), withdrawn).when(redeem('a')).then();
  });
});

describe('giving back', () => {
  it('frees the redemption for another order', () => {
    code(created(), redeemed('a')).when(giveBack('a')).then(returned('a'));
    code(created(), redeemed('a'), redeemed('b'), returned('a')).when(redeem('c')).then(redeemed('c'));
  });
  it('happens once, and not where nothing is held', () => {
    code(created(), redeemed('a'), returned('a')).when(giveBack('a')).then();
    code(created()).when(giveBack('a')).then();
  });
  it('is for good: a late repetition of the redemption takes nothing', () =>
    code(created(), redeemed('a'), returned('a')).when(redeem('a')).refused('discount-code-invalid'));
  it('works on a withdrawn code', () => code(created(), redeemed('a'), withdrawn).when(giveBack('a')).then(returned('a')));
});

describe('any sequence of commands', () => {
  const order = fc.constantFrom('a', 'b', 'c', 'd', 'e');
  const command: fc.Arbitrary<DiscountCodeCommand> = fc.oneof(
    { weight: 4, arbitrary: order.map((orderId): DiscountCodeCommand => redeem(orderId)) },
    { weight: 2, arbitrary: order.map((orderId): DiscountCodeCommand => giveBack(orderId)) },
    fc.constant<DiscountCodeCommand>(withdraw),
  );
  const max = fc.integer({ min: 1, max: 4 });
  const apply = (state: typeof discountCodeDecider.initial, wanted: DiscountCodeCommand) => {
    const decision = discountCodeDecider.decide(wanted, state);
    const events = 'refused' in decision ? [] : decision.events;
    return { events, state: events.reduce(discountCodeDecider.evolve, state) };
  };

  it('never holds more redemptions than there are, and as many as a plain set of orders', () => {
    fc.assert(
      fc.property(max, fc.array(command, { maxLength: 60 }), (maxRedemptions, commands) => {
        let { state } = apply(discountCodeDecider.initial, { ...create, maxRedemptions });
        const holders = new Set<string>();
        for (const wanted of commands) {
          const result = apply(state, wanted);
          for (const event of result.events) {
            if (event.type === 'DiscountCodeRedeemed') {
              ok(!holders.has(event.data.orderId));
              holders.add(event.data.orderId);
            }
            if (event.type === 'DiscountCodeRedemptionReturned') ok(holders.delete(event.data.orderId));
          }
          state = result.state;
          ok(holders.size <= maxRedemptions);
          equal(state.held, holders.size);
        }
      }),
    );
  });

  it('adds nothing when a command that did something comes again', () => {
    fc.assert(
      fc.property(max, fc.array(command, { maxLength: 60 }), (maxRedemptions, commands) => {
        let { state } = apply(discountCodeDecider.initial, { ...create, maxRedemptions });
        const effective: DiscountCodeCommand[] = [];
        for (const wanted of commands) {
          const result = apply(state, wanted);
          state = result.state;
          if (result.events.length > 0) effective.push(wanted);
        }
        for (const wanted of effective) deepStrictEqual(apply(state, wanted).events, []);
      }),
    );
  });
});
