import { deepEqual, equal } from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { OrderEvent } from '@shop/shared-events';
import { mostLines } from './decide-draft.ts';
import {
  addressed,
  asked,
  cancelled,
  cartLine,
  confirmedOrder,
  created,
  gbp,
  given,
  lineAdded,
  noon,
  orderId,
  placed,
  placement,
  sealed,
  shippingAddress,
  uuid,
} from './order.fixtures.ts';

const a = cartLine(1, 'A', 2);
const create = {
  type: 'CreateOrder',
  orderId,
  customerId: 'alice',
  currency: 'GBP',
  agreement: null,
  lines: [],
  shippingAddress: null,
  place: null,
} as const;
const terms = { code: 'SPRING', percentOff: 10, amountOff: null };

describe('a draft', () => {
  it('begins empty', () => {
    given().when(create).then(created);
  });

  it('begins with lines and an address', () => {
    const lines = [asked(a), asked(cartLine(2, 'A'))];
    given()
      .when({ ...create, lines, shippingAddress })
      .then(created, lineAdded(a), lineAdded(cartLine(2, 'A')), addressed);
  });

  it('is placed at once: the snapshot stands for the cart', () => {
    const { decision } = given().when({ ...create, lines: [asked(a)], shippingAddress, place: placement({ A: 1_000 }) });
    deepEqual('events' in decision && decision.events.map(({ type }) => type), ['OrderCreated', 'OrderPlaced']);
  });

  it('is not made at all where it cannot be placed at once', () => {
    given()
      .when({ ...create, lines: [asked(a)], place: placement({ A: 1_000 }) })
      .refused('order-incomplete', {
        missing: ['shippingAddress'],
      });
  });

  it('is made once', () => {
    given(created)
      .when(create)
      .refused('invalid-transition', { current: 'draft', allowed: ['placed', 'cancelled'] });
  });

  it('tells the current prices where a client expected others', () => {
    given()
      .when({ ...create, lines: [asked(a, 1_000), asked(cartLine(2, 'B', 1, 700), 699)] })
      .refused('price-changed', { prices: [{ sku: 'B', unitPrice: gbp(700) }] });
    given(created)
      .when({ type: 'AddOrderLine', ...asked(a, 999) })
      .refused('price-changed', { prices: [{ sku: 'A', unitPrice: gbp(1_000) }] });
    given(created)
      .when({ type: 'AddOrderLine', line: a, expectedUnitPrice: { amount: 1_000, currency: 'EUR' } })
      .refused('price-changed');
  });

  it('takes lines, also of a SKU it has already', () => {
    given(created, lineAdded(a))
      .when({ type: 'AddOrderLine', ...asked(cartLine(2, 'A')) })
      .then(lineAdded(cartLine(2, 'A')));
  });

  it('changes and removes lines', () => {
    const cart = given(created, lineAdded(a));
    cart
      .when({ type: 'ChangeLineQuantity', lineId: uuid(1), quantity: 5 })
      .then({ type: 'OrderLineQuantityChanged', data: { lineId: uuid(1), quantity: 5 } });
    cart.when({ type: 'ChangeLineQuantity', lineId: uuid(1), quantity: 2 }).then();
    cart.when({ type: 'RemoveOrderLine', lineId: uuid(1) }).then({ type: 'OrderLineRemoved', data: { lineId: uuid(1) } });
    cart.when({ type: 'ChangeLineQuantity', lineId: uuid(7), quantity: 5 }).refused('not-found');
    cart.when({ type: 'RemoveOrderLine', lineId: uuid(7) }).refused('not-found');
  });

  it('folds changes and removals', () => {
    const past: OrderEvent[] = [
      created,
      lineAdded(a),
      lineAdded(cartLine(2, 'B')),
      { type: 'OrderLineQuantityChanged', data: { lineId: uuid(1), quantity: 9 } },
      { type: 'OrderLineRemoved', data: { lineId: uuid(2) } },
    ];
    deepEqual(given(...past).state.cart.toArray(), [{ ...a, quantity: 9 }]);
  });

  it('holds at most 2,000 lines', () => {
    const full = Array.from({ length: mostLines }, (_, n) => lineAdded(cartLine(n, 'A')));
    given(created, ...full)
      .when({ type: 'AddOrderLine', ...asked(a) })
      .refused('too-many-lines');
    given()
      .when({ ...create, lines: Array.from({ length: mostLines + 1 }, () => asked(a)) })
      .refused('too-many-lines');
  });

  it('takes an address and a discount code', () => {
    given(created).when({ type: 'SetShippingDetails', address: sealed, country: 'GB' }).then(addressed);
    given(created).when({ type: 'ApplyDiscountCode', terms }).then({ type: 'DiscountApplied', data: terms });
    given(created, { type: 'DiscountApplied', data: terms }).when({ type: 'ApplyDiscountCode', terms }).then();
  });

  it('refuses an amount off in another currency', () => {
    const euros = { code: 'EUROS', percentOff: null, amountOff: { amount: 500, currency: 'EUR' } };
    given(created).when({ type: 'ApplyDiscountCode', terms: euros }).refused('discount-code-invalid');
    given(created).when({ type: 'ApplyDiscountCode', terms: null }).refused('discount-code-invalid');
  });

  it('can be cancelled', () => {
    given(created).when({ type: 'CancelOrder', reason: null, occurredAt: noon }).then(cancelled);
  });

  it('is fixed once placed or cancelled', () => {
    for (const past of [[created, placed], confirmedOrder, [created, cancelled]]) {
      const order = given(...past);
      order.when({ type: 'AddOrderLine', ...asked(a) }).refused('invalid-transition');
      order.when({ type: 'ChangeLineQuantity', lineId: uuid(1), quantity: 1 }).refused('invalid-transition');
      order.when({ type: 'RemoveOrderLine', lineId: uuid(1) }).refused('invalid-transition');
      order.when({ type: 'SetShippingDetails', address: sealed, country: 'GB' }).refused('invalid-transition');
      order.when({ type: 'ApplyDiscountCode', terms }).refused('invalid-transition');
      order.when({ type: 'PlaceOrder', ...placement({ A: 1_000 }) }).refused('invalid-transition');
    }
  });

  it('keeps older states as they were when lines are added to newer ones', () => {
    const before = given(created, lineAdded(a)).state.cart;
    const one = before.with(cartLine(2, 'B'));
    const other = before.with(cartLine(3, 'C'));
    equal(before.size, 1);
    deepEqual(
      [one, other].map((cart) => cart.toArray().map(({ sku }) => sku)),
      [
        ['A', 'B'],
        ['A', 'C'],
      ],
    );
  });
});
