import type { Api } from './api.ts';
import { instantOf } from './local-time.ts';
import type { PlayContext } from './play-order.ts';

export interface CreditPlan {
  readonly document: string;
  readonly at: string;
  readonly invoice: string;
  readonly form: 'cancellation' | 'return' | 'refund';
}

interface Part {
  readonly sku: string;
  readonly quantity: number;
  readonly amount: number;
}

/** Plays what one credit document does to one order. Throws `RefusedError` where the shop refuses it. */
export async function playCredit(context: PlayContext, plan: CreditPlan, orderId: string): Promise<void> {
  const occurredAt = instantOf(plan.at, context.timeZone);
  const reason = `credit document ${plan.document}`;
  const key = `${plan.form}:${plan.document}:${plan.invoice}`;
  if (plan.form === 'cancellation') {
    await context.api.call('POST', `/orders/${orderId}/cancel`, { as: 'sam', key, body: { reason, occurredAt } });
    return;
  }
  const parts = context.staging
    .prepare('SELECT sku, quantity, amount FROM credits WHERE document = ? AND invoice = ? AND form = ? ORDER BY row')
    .all(plan.document, plan.invoice, plan.form) as Part[];
  if (plan.form === 'return') await playReturn(context.api, orderId, key, unitsOf(parts), { reason, occurredAt });
  else await playRefunds(context, orderId, key, parts, { reason, occurredAt });
}

type When = { readonly reason: string; readonly occurredAt: string };

async function playReturn(
  api: Api,
  orderId: string,
  key: string,
  lines: readonly { sku: string; quantity: number }[],
  when: When,
): Promise<void> {
  const requested = await api.call('POST', `/orders/${orderId}/returns`, {
    as: 'sam',
    key,
    body: { lines, reason: when.reason },
  });
  const path = `/orders/${orderId}/returns/${String(requested.body['id'])}`;
  await api.call('POST', `${path}/approve`, { as: 'sam', key: `${key}:approve`, body: {} });
  const body = { lines: lines.map((line) => ({ ...line, disposition: 'restock' })), ...when };
  await api.call('POST', `${path}/receive`, { as: 'walt', key: `${key}:receive`, body });
}

/** One refund per row; rows of the same SKU are told apart by their order in the document. */
async function playRefunds(
  context: PlayContext,
  orderId: string,
  key: string,
  parts: readonly Part[],
  when: When,
): Promise<void> {
  const seen = new Map<string, number>();
  for (const { sku, amount } of parts) {
    const occurrence = (seen.get(sku) ?? 0) + 1;
    seen.set(sku, occurrence);
    await playRefund(context, orderId, `${key}:${sku}:${occurrence}`, amount, when);
  }
}

async function playRefund(context: PlayContext, orderId: string, key: string, amount: number, when: When): Promise<void> {
  // The capture follows the dispatch by itself; until then nothing can be given back.
  const retryOn = ['refund-exceeds-captured'];
  const body = { amount: { amount, currency: context.currency }, ...when };
  await context.api.call('POST', `/orders/${orderId}/refunds`, { as: 'sam', key, body, retryOn });
}

function unitsOf(parts: readonly Part[]): { sku: string; quantity: number }[] {
  const units = new Map<string, number>();
  for (const { sku, quantity } of parts) units.set(sku, (units.get(sku) ?? 0) + quantity);
  return [...units].map(([sku, quantity]) => ({ sku, quantity }));
}
