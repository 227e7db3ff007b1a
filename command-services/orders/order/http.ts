import type { Route } from '@shop/platform/http/route.ts';
import { checkoutRoutes } from './http-checkout.ts';
import type { OrderHttp } from './http-context.ts';
import { createOrderRoute } from './http-create.ts';
import { draftRoutes } from './http-draft.ts';
import { fulfilmentRoutes } from './http-fulfilment.ts';
import { refundRoute } from './http-refund.ts';
import { returnRoutes } from './http-return.ts';

/** Every route that changes an order. */
export function orderRoutes(http: OrderHttp): readonly Route[] {
  return [
    createOrderRoute(http),
    ...draftRoutes(http),
    ...checkoutRoutes(http),
    ...fulfilmentRoutes(http),
    ...returnRoutes(http),
    refundRoute(http),
  ];
}
