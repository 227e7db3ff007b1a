import type { DiscountCodeEvent } from '@shop/shared-events';
import { idOf } from '@shop/shared-events';
import type { DataOf, Told } from '../core/told.ts';
import type { World } from './world.ts';

export interface CodeFacts {
  terms: DataOf<'DiscountCodeCreated'> | null;
  /** Redemptions held. */
  held: number;
}

/** Whether an order holds a redemption is found by this key. */
export function redemptionKey(code: string, orderId: string): string {
  return `${code} ${orderId}`;
}

export function foldCode(world: World, event: Told<DiscountCodeEvent>): void {
  const code = idOf(event.stream);
  const facts = world.codes.change(code, () => ({ terms: null, held: 0 }));
  switch (event.type) {
    case 'DiscountCodeCreated':
      facts.terms = event.data;
      return;
    case 'DiscountCodeWithdrawn':
      return;
    case 'DiscountCodeRedeemed':
      facts.held++;
      world.redemptions.set(redemptionKey(code, event.data.orderId), true);
      world.order(event.data.orderId, event);
      return;
    case 'DiscountCodeRedemptionReturned':
      facts.held--;
      world.redemptions.set(redemptionKey(code, event.data.orderId), false);
      world.order(event.data.orderId, event);
      return;
    default:
      event satisfies never;
  }
}
