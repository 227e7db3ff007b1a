import { idOf, streamName } from '@shop/shared-events';
import type { Check } from '../core/check.ts';
import { redemptionKey } from '../facts/code-facts.ts';
import { noOrder } from '../facts/order-facts.ts';
import { sameTerms } from './placing.ts';
import { settled } from './settled.ts';

/**
 * Invariant 12 for discount codes: an order is discounted on the code's own terms, holds a redemption while it is
 * confirmed and none once it has ended unpaid; no more are held than there are, at any prefix of the log.
 */
export const redemptionsPair: Check = {
  number: '12',
  title: 'redemptions pair with the orders that use a code, and never exceed its limit',
  before(event, world, tell) {
    const { stream, revision } = event;
    const wrong = (what: string): void => tell(stream, revision, what);
    const id = idOf(stream);
    switch (event.type) {
      case 'DiscountApplied': {
        const { code } = event.data;
        const terms = world.codes.get(code)?.terms;
        const { percentOff = null, amountOff = null } = terms ?? {};
        if (!terms || !sameTerms(event.data, { code, percentOff, amountOff })) wrong(`these are not the terms of ${code}`);
        return;
      }
      case 'DiscountCodeRedeemed': {
        const { orderId } = event.data;
        const { placed } = world.orders.get(orderId) ?? noOrder();
        if (placed?.discount?.code !== id) return wrong(`redeemed for order ${orderId}, which does not use it`);
        const code = world.codes.get(id);
        const at = Date.parse(placed.placedAt);
        if (at < Date.parse(code?.terms?.validFrom ?? '') || at > Date.parse(code?.terms?.validUntil ?? '')) {
          wrong(`redeemed for an order of ${placed.placedAt}, when it was not valid`);
        }
        if (code && code.held >= (code.terms?.maxRedemptions ?? Infinity)) wrong(`redeemed ${code.held + 1} times`);
        return;
      }
      case 'DiscountCodeRedemptionReturned': {
        const status = world.axis(streamName('order', event.data.orderId), 'status');
        if (status === 'confirmed' || status === 'completed') wrong(`given back, but order ${event.data.orderId} is ${status}`);
        return;
      }
      case 'OrderConfirmed': {
        const code = world.orders.get(id)?.placed?.discount?.code;
        if (code !== undefined && !world.redemptions.get(redemptionKey(code, id))) wrong(`${code} is not redeemed for it`);
        return;
      }
      default:
        return;
    }
  },
  end(world, rest, tell) {
    for (const [orderId, order] of world.orders.entries()) {
      const code = order.placed?.discount?.code;
      if (code === undefined || !settled(orderId, order, world, rest)) continue;
      const stream = streamName('order', orderId);
      const status = world.axis(stream, 'status');
      const held = world.redemptions.get(redemptionKey(code, orderId)) ?? false;
      if (held && ['rejected', 'expired', 'cancelled'].includes(status))
        tell(stream, null, `is ${status} and still redeems ${code}`);
    }
  },
};
