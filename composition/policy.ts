import type { OrderPolicy } from '@shop/order-commands/policy.ts';
import type { Config } from '@shop/platform/config/config.ts';

/** What the configuration says of tax and shipping: the order service charges it, drafts are added up with it. */
export function chargesOf(config: Config): OrderPolicy['charges'] {
  return { taxRate: config.TAX_RATE, shipping: config.SHIPPING_FLAT, freeShippingFrom: config.SHIPPING_FREE_FROM };
}

/** The order service's rules as the configuration sets them. */
export function orderPolicyOf(config: Config): Partial<OrderPolicy> {
  return {
    reserveWithinMs: config.RESERVATION_DEADLINE_SECONDS * 1_000,
    holdMs: config.HOLD_SECONDS * 1_000,
    paymentAttempts: config.PAYMENT_ATTEMPTS,
    returnWindowMs: config.RETURN_DAYS * 24 * 3_600_000,
    charges: chargesOf(config),
  };
}
