import { setTimeout as sleep } from 'node:timers/promises';
import { type Api, RefusedError } from './api.ts';
import { countryCode } from './countries.ts';
import { instantOf } from './local-time.ts';
import { receiveMissing } from './play-stock.ts';
import type { Staging } from './staging.ts';

export interface OrderPlan {
  readonly invoice: string;
  readonly at: string;
  readonly customer: string;
  readonly country: string;
  readonly cancelledBy: string | null;
}

export interface PlayContext {
  readonly api: Api;
  readonly staging: Staging;
  readonly currency: string;
  readonly timeZone: string;
}

const reason = "brought in from the shop's earlier sales";
const settleWithin = 60_000;

/**
 * Places the invoice for its customer at its own time and prices, waits until it is confirmed, and sends it out
 * unless a credit document calls it off first. Returns the order's id; throws `RefusedError` where the shop refuses it.
 */
export async function playOrder(context: PlayContext, plan: OrderPlan): Promise<string> {
  const { api, staging, currency } = context;
  const rows = staging
    .prepare("SELECT sku, quantity, price / 10 AS price FROM rows WHERE invoice = ? AND kind = 'sale' ORDER BY number")
    .all(plan.invoice) as { sku: string; quantity: number; price: number }[];
  const body = {
    customerId: plan.customer === '' ? `guest-${plan.invoice}` : plan.customer,
    placedAt: instantOf(plan.at, context.timeZone),
    reason,
    agreedShipping: { amount: 0, currency },
    agreedTaxRate: 0,
    lines: rows.map(({ sku, quantity, price }) => ({ sku, quantity, agreedUnitPrice: { amount: price, currency } })),
    shippingAddress: addressOf(plan),
    paymentToken: 'tok_ok',
    place: true,
  };
  const units = unitsBySku(rows);
  const id = await place(api, `order:${plan.invoice}`, body, async (skus) => {
    for (const sku of skus) await receiveMissing(api, plan.invoice, { sku, units: units.get(sku) ?? 0 });
    return place(api, `order:${plan.invoice}:again`, body);
  });
  if (plan.cancelledBy === null) await sendOut(api, plan.invoice, id, units);
  return id;
}

/** Places the order and waits until it is settled. Where it is sold out, `orElse` hears of which SKUs and may mend it. */
async function place(
  api: Api,
  key: string,
  body: unknown,
  orElse?: (skus: readonly string[]) => Promise<string>,
): Promise<string> {
  const placed = await api.call('POST', '/orders', { as: 'sam', key, body, wait: 30 });
  const id = String(placed.body['id']);
  const status = await settled(api, id, String(placed.body['status']));
  if (status !== 'rejected') return id;
  const reason = await rejectionOf(api, id);
  if (reason?.code === 'out_of_stock' && reason.skus && orElse) return orElse(reason.skus);
  throw new RefusedError(409, reason?.code ?? 'rejected', 'the order was rejected');
}

/** The order's own reason; read again while the query side is behind the process. */
async function rejectionOf(api: Api, id: string): Promise<{ code?: string; skus?: readonly string[] } | null> {
  for (const startedAt = Date.now(); ; await sleep(50)) {
    const { body } = await api.call('GET', `/orders/${id}`, { as: 'sam', retryOn: ['not-found'] });
    if (body['status'] === 'rejected') return body['reason'] as { code?: string; skus?: readonly string[] } | null;
    if (Date.now() - startedAt > settleWithin) throw new RefusedError(504, 'not-settled', 'the order was not read in time');
  }
}

function unitsBySku(rows: readonly { sku: string; quantity: number }[]): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { sku, quantity } of rows) units.set(sku, (units.get(sku) ?? 0) + quantity);
  return units;
}

async function sendOut(api: Api, invoice: string, id: string, units: ReadonlyMap<string, number>): Promise<void> {
  const lines = [...units].map(([sku, quantity]) => ({ sku, quantity }));
  const sent = await api.call('POST', `/orders/${id}/fulfilments`, { as: 'walt', key: `fulfil:${invoice}`, body: { lines } });
  const path = `/orders/${id}/fulfilments/${String(sent.body['id'])}/deliver`;
  await api.call('POST', path, { as: 'walt', key: `deliver:${invoice}`, body: {} });
}

/** Waits until the process has decided on the order, and tells what it came to. */
async function settled(api: Api, id: string, status: string): Promise<string> {
  const startedAt = Date.now();
  for (let current = status, pause = 20; ; pause = Math.min(500, pause * 2)) {
    if (['confirmed', 'completed', 'cancelled', 'rejected'].includes(current)) return current;
    if (current !== 'placed') throw new RefusedError(409, current, `the order ended as ${current}`);
    if (Date.now() - startedAt > settleWithin) throw new RefusedError(504, 'not-settled', 'the order was not confirmed in time');
    await sleep(pause);
    const { body } = await api.call('GET', `/orders/${id}`, { as: 'sam', retryOn: ['not-found'] });
    current = String(body['status']);
  }
}

function addressOf(plan: OrderPlan): Record<string, string> {
  const name = plan.customer === '' ? 'Guest' : `Customer ${plan.customer}`;
  return { name, line1: 'not recorded', city: 'not recorded', postalCode: 'not recorded', country: countryCode(plan.country) };
}
