import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { availabilityOf, availableOf, bestOf, isLow, shortfallOf } from './availability.ts';
import { movementOf } from './movement.ts';
import { adjusted, confirmed, deducted, expired, received, released, reserved, restocked } from '../testing/events.ts';

const figures = (onHand: number, held: number, lowStockThreshold = 3) => ({ onHand, reserved: held, lowStockThreshold });

describe('the buckets of stock', () => {
  it('turn low at the threshold and out at nothing', () => {
    strictEqual(availabilityOf(figures(10, 6)), 'IN_STOCK');
    strictEqual(availabilityOf(figures(10, 7)), 'LOW_STOCK');
    strictEqual(availabilityOf(figures(10, 9)), 'LOW_STOCK');
    strictEqual(availabilityOf(figures(10, 10)), 'OUT_OF_STOCK');
    strictEqual(availabilityOf(figures(1, 0, 0)), 'IN_STOCK');
  });

  it('tell a shortfall as nothing available, never as less than nothing', () => {
    strictEqual(availableOf(figures(4, 6)), 0);
    strictEqual(shortfallOf(figures(4, 6)), 2);
    strictEqual(shortfallOf(figures(6, 4)), 0);
    strictEqual(availabilityOf(figures(4, 6)), 'OUT_OF_STOCK');
  });

  it('count what is sold out among what is low', () => {
    ok(isLow(figures(0, 0, 0)));
    ok(isLow(figures(3, 0)));
    ok(!isLow(figures(4, 0)));
  });

  it('of a product are the best of its variants', () => {
    strictEqual(bestOf(['OUT_OF_STOCK', 'IN_STOCK', 'LOW_STOCK']), 'IN_STOCK');
    strictEqual(bestOf(['OUT_OF_STOCK', 'LOW_STOCK']), 'LOW_STOCK');
    strictEqual(bestOf([]), 'OUT_OF_STOCK');
  });
});

describe('the movement of an event', () => {
  const hold = { orderId: 'order', quantity: 5 };

  it('changes what is on hand by receipts, adjustments and returns', () => {
    deepStrictEqual(movementOf(received(7), null), { onHand: 7, reserved: 0 });
    deepStrictEqual(movementOf(adjusted(-2), null), { onHand: -2, reserved: 0 });
    deepStrictEqual(movementOf(restocked(2), null), { onHand: 2, reserved: 0 });
  });

  it('tells of damaged goods, but does not put them on the shelf', () => {
    deepStrictEqual(movementOf(restocked(2, 'damaged'), null), { onHand: 0, reserved: 0 });
  });

  it('opens a reservation and gives back what is left of a closed one', () => {
    deepStrictEqual(movementOf(reserved('r', 5), null), {
      onHand: 0,
      reserved: 5,
      hold: { orderId: 'order-of-r', quantity: 5 },
    });
    deepStrictEqual(movementOf(released('r'), hold), { onHand: 0, reserved: -5, hold: null });
    deepStrictEqual(movementOf(expired('r'), hold), { onHand: 0, reserved: -5, hold: null });
  });

  it('counts a reservation once, should it be made again', () => {
    deepStrictEqual(movementOf(reserved('r', 7), hold)?.reserved, 2);
  });

  it('takes goods that leave off the shelf and off their reservation alike', () => {
    deepStrictEqual(movementOf(deducted('r', 2), hold), { onHand: -2, reserved: -2, hold: { orderId: 'order', quantity: 3 } });
    deepStrictEqual(movementOf(deducted('r', 5), hold), { onHand: -5, reserved: -5, hold: null });
    deepStrictEqual(movementOf(deducted('r', 5), null), { onHand: -5, reserved: 0 });
  });

  it('is none where no figure changes', () => {
    strictEqual(movementOf(confirmed('r'), null), null);
    strictEqual(movementOf({ type: 'LowStockReached', data: { available: 1, threshold: 2 } }, null), null);
  });
});
