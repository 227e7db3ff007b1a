import { isoNow } from '@shop/platform/clock/port.ts';
import { forbidden } from '@shop/platform/http/problem.ts';
import { defineRoute, type Route } from '@shop/platform/http/route.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';
import type { Principal } from '@shop/platform/auth/principal.ts';
import type { AskedLine, Placement } from './commands.ts';
import { answerBegun, answerNow, begun, checkoutSettled, made, orderStatus } from './http-answers.ts';
import {
  actsForOthers,
  businessTime,
  callerOf,
  checkCurrency,
  checkPaymentToken,
  invalid,
  onBehalf,
  type OrderHttp,
  sealAddress,
  staffMembersOnly,
} from './http-context.ts';
import { orderExample } from './http-examples.ts';
import { type CreateOrderBody, createOrderSchema } from './http-schemas.ts';
import { offersFor, priceLines } from './offers.ts';
import type { Agreement } from './state.ts';

const ownMembersOnly = staffMembersOnly('customerId', 'placedAt', 'agreedShipping', 'agreedTaxRate', 'reason');

/** POST /orders. */
export function createOrderRoute(http: OrderHttp): Route {
  return defineRoute({
    method: 'POST',
    path: '/orders',
    operationId: 'createOrder',
    summary: 'Begin an order as a cart; with `place: true` place it at once',
    tag: 'orders',
    access: ['customer', 'support'],
    body: createOrderSchema,
    example: orderExample,
    authorizeBody: withoutStaffMembers,
    responses: { ...made, ...begun },
    problems: { 'price-changed': 409, 'order-incomplete': 409, 'order-too-large': 409, 'customer-erased': 409 },
    async handle(request) {
      const { body } = request;
      const principal = callerOf(request);
      const customerId = customerOf(body, principal);
      const agreement = agreementOf(http, body);
      checkMoney(http, body);
      if (body.paymentToken !== undefined) checkPaymentToken(http, body.paymentToken);
      const cause = onBehalf(request.cause(), principal, customerId);
      const orderId = derivedId('order', cause.commandId);
      const { lines, place } = await price(http, body, agreement, cause.commandId);
      const shippingAddress = body.shippingAddress ? await sealAddress(http, customerId, body.shippingAddress) : null;
      const { currency } = http;
      const command = { type: 'CreateOrder', orderId, customerId, currency, agreement, lines, shippingAddress, place } as const;
      const outcome = await http.orders.execute(orderId, command, cause);
      const subject = { orderId, status: orderStatus };
      if (!body.place) return answerNow(201, outcome, subject);
      return answerBegun(http, outcome, { ...subject, settled: checkoutSettled }, request);
    },
  });
}

/** A customer may send nothing that is for staff; not even where it would change nothing. */
function withoutStaffMembers(principal: Principal | null, body: unknown): void {
  ownMembersOnly(principal, body);
  const lines = (body as { readonly lines?: unknown } | null | undefined)?.lines;
  if (!Array.isArray(lines) || !principal || actsForOthers(principal)) return;
  const agreed = lines.some(
    (line: unknown) => typeof line === 'object' && line !== null && Object.hasOwn(line, 'agreedUnitPrice'),
  );
  if (agreed) throw forbidden('Only staff may send agreedUnitPrice.');
}

/** Support has no orders of its own and names the customer; admin may. */
function customerOf({ customerId }: CreateOrderBody, principal: Principal): string {
  if (customerId !== undefined) return customerId;
  const own = principal.roles.includes('customer') || principal.roles.includes('admin');
  return own ? principal.sub : invalid('/customerId', 'is needed to order for a customer');
}

function agreementOf(http: OrderHttp, body: CreateOrderBody): Agreement | null {
  if (body.reason === undefined) return null;
  return {
    reason: body.reason,
    placedAt: body.placedAt === undefined ? null : businessTime(http, '/placedAt', body.placedAt),
    shipping: body.agreedShipping?.amount ?? null,
    taxRate: body.agreedTaxRate ?? null,
  };
}

function checkMoney(http: OrderHttp, body: CreateOrderBody): void {
  checkCurrency(http, '/agreedShipping', body.agreedShipping);
  body.lines.forEach((line, index) => checkCurrency(http, `/lines/${index}/agreedUnitPrice`, line.agreedUnitPrice));
}

async function price(
  http: OrderHttp,
  body: CreateOrderBody,
  agreement: Agreement | null,
  commandId: string,
): Promise<{ readonly lines: readonly AskedLine[]; readonly place: Placement | null }> {
  const skus = [...new Set(body.lines.map(({ sku }) => sku))];
  // Staff may bring in history, of which some is no longer sold.
  const includeUnlisted = agreement !== null;
  const found = skus.length === 0 ? new Map() : await http.catalogue.offers(skus, { includeUnlisted });
  const lines = priceLines(
    body.lines,
    found,
    (index) => `/lines/${index}/sku`,
    (index) => derivedId('line', commandId, String(index)),
  );
  if (!body.place || body.paymentToken === undefined) return { lines, place: null };
  const { paymentToken } = body;
  return { lines, place: { offers: offersFor(skus, found), charges: http.policy.charges, paymentToken, at: isoNow(http.clock) } };
}
