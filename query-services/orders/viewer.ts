import type { Principal } from '@shop/platform/auth/principal.ts';
import { hasAnyRole } from '@shop/platform/auth/roles.ts';
import { forbidden } from '@shop/platform/http/problem.ts';

/** How much of an order somebody sees: everything, or what fulfilment needs (no prices, totals and payment). */
export type OrderAccess = 'full' | 'fulfilment';

/** Who asks; routes with a list of roles always have somebody. */
export function viewerOf(request: { readonly principal: Principal | null }): Principal {
  if (!request.principal) throw forbidden();
  return request.principal;
}

/** Whether somebody sees every order in full. */
export function seesAll(viewer: Principal): boolean {
  return hasAnyRole(viewer, 'support', 'admin');
}

/** Whether somebody sees what fulfilment needs of confirmed orders. */
export function fulfils(viewer: Principal): boolean {
  return hasAnyRole(viewer, 'warehouse');
}

/** Whether somebody asks for orders of their own. */
export function owns(viewer: Principal, customerId: string): boolean {
  return hasAnyRole(viewer, 'customer') && viewer.sub === customerId;
}

/** What somebody sees of one order; null where for them it does not exist. */
export function accessTo(
  viewer: Principal,
  order: { readonly customerId: string; readonly onceConfirmed: boolean },
): OrderAccess | null {
  if (seesAll(viewer) || owns(viewer, order.customerId)) return 'full';
  return fulfils(viewer) && order.onceConfirmed ? 'fulfilment' : null;
}
