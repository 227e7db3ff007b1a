import { RefusedError } from './api.ts';
import { KeyedQueue } from './keyed-queue.ts';
import { type CreditPlan, playCredit } from './play-credit.ts';
import { type OrderPlan, type PlayContext, playOrder } from './play-order.ts';
import { playProduct, productsOf } from './play-products.ts';
import { needsOf, receiveForMonth, receiveMissing } from './play-stock.ts';
import { unless } from './unless.ts';

/** What is played besides products, in the order in which it happened. */
type Step = { readonly at: string; readonly first: number; readonly customer: string } & (
  | ({ readonly what: 'order' } & OrderPlan)
  | ({ readonly what: 'credit' } & CreditPlan)
  | {
      readonly what: 'adjustment';
      readonly invoice: string;
      readonly sku: string;
      readonly quantity: number;
      readonly description: string;
      readonly occurrence: number;
    }
);

export interface Progress {
  done(what: 'product' | Step['what']): void;
}

const steps = `
  SELECT 'order' AS what, at, first, customer, invoice, country, cancelledBy, NULL AS document, NULL AS form, NULL AS sku, NULL AS quantity, NULL AS description, NULL AS occurrence FROM orders WHERE substr(at, 1, 7) = :month
  UNION ALL
  SELECT 'credit', credits.at, min(rows.number), orders.customer, credits.invoice, NULL, NULL, credits.document, credits.form, NULL, NULL, NULL, NULL
    FROM credits JOIN orders ON orders.invoice = credits.invoice JOIN rows ON rows.invoice = credits.document WHERE substr(credits.at, 1, 7) = :month GROUP BY credits.document, credits.invoice, credits.form
  UNION ALL
  SELECT 'adjustment', at, number, '', invoice, NULL, NULL, NULL, NULL, sku, quantity, description, row_number() OVER (PARTITION BY invoice, sku ORDER BY number) FROM rows WHERE fate = 'stock adjustment' AND substr(at, 1, 7) = :month
  ORDER BY 2, 3`;

/** How many products, orders, credits and adjustments there are to play. */
export function countSteps(context: PlayContext): number {
  const sql = `SELECT (SELECT count(DISTINCT sku) FROM rows WHERE fate IN ('order line', 'stock adjustment')) + (SELECT count(*) FROM orders)
    + (SELECT count(*) FROM (SELECT DISTINCT document, invoice, form FROM credits)) + (SELECT count(*) FROM rows WHERE fate = 'stock adjustment') AS steps`;
  return (context.staging.prepare(sql).get() as { steps: number }).steps;
}

/**
 * Plays the planned months one after the other. Within a month what concerns one customer happens in its order,
 * customers beside each other. What the shop refuses is left out with the shop's reason, and so is what rests on it.
 */
export async function play(context: PlayContext, parallel: number, progress: Progress, stop: AbortSignal): Promise<void> {
  const { staging } = context;
  const months = staging.prepare('SELECT DISTINCT substr(at, 1, 7) AS month FROM rows ORDER BY 1').all() as { month: string }[];
  // The order of an invoice: later credits need its id. A few dozen bytes for each.
  const orders = new Map<string, string>();
  for (const { month } of months) {
    const products = new KeyedQueue(parallel);
    for (const plan of productsOf(staging, month)) {
      stop.throwIfAborted();
      await products.add(plan.sku, async () => {
        await playProduct(context.api, plan, context.currency);
        progress.done('product');
      });
    }
    for (const need of needsOf(staging, month)) {
      stop.throwIfAborted();
      await products.add(need.sku, () => receiveForMonth(context.api, month, need));
    }
    await products.drain();
    const queue = new KeyedQueue(parallel);
    for (const step of pages(context, month)) {
      stop.throwIfAborted();
      await queue.add(keyOf(step), async () => {
        await playStep(context, step, orders);
        progress.done(step.what);
      });
    }
    await queue.drain();
  }
}

/** Reads a month's steps in pages: a statement left open would keep the scratch database from being written. */
function* pages(context: PlayContext, month: string): Generator<Step> {
  const size = 500;
  const page = context.staging.prepare(`${steps} LIMIT ${size} OFFSET :offset`);
  for (let offset = 0; ; offset += size) {
    const read = page.all({ month, offset }) as Step[];
    yield* read;
    if (read.length < size) return;
  }
}

function keyOf(step: Step): string {
  if (step.what === 'adjustment') return `sku ${step.sku}`;
  return step.customer === '' ? `guest ${step.invoice}` : `customer ${step.customer}`;
}

async function playStep(context: PlayContext, step: Step, orders: Map<string, string>): Promise<void> {
  try {
    if (step.what === 'order') orders.set(step.invoice, await playOrder(context, step));
    else if (step.what === 'adjustment') await adjust(context, step);
    else {
      const order = orders.get(step.invoice);
      if (order === undefined) throw new RefusedError(404, 'its order was refused', step.invoice);
      await playCredit(context, step, order);
    }
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    refused(context, step, error);
  }
}

async function adjust(context: PlayContext, step: Extract<Step, { what: 'adjustment' }>): Promise<void> {
  const body = { delta: step.quantity, reason: step.description === '' ? 'stock adjustment' : step.description };
  const path = `/inventory/${encodeURIComponent(step.sku)}/adjustments`;
  const document = `${step.invoice}:${step.occurrence}`;
  const call = () => context.api.call('POST', path, { as: 'walt', key: `adjustment:${document}:${step.sku}`, body });
  if (await unless('negative-stock', call)) return;
  await receiveMissing(context.api, document, { sku: step.sku, units: -step.quantity });
  await call();
}

function refused(context: PlayContext, step: Step, error: RefusedError): void {
  const fate = `left out: refused by the shop (${error.code})`;
  const { staging } = context;
  if (step.what === 'order')
    staging.prepare("UPDATE rows SET fate = ? WHERE invoice = ? AND kind = 'sale'").run(fate, step.invoice);
  else if (step.what === 'adjustment') staging.prepare('UPDATE rows SET fate = ? WHERE number = ?').run(fate, step.first);
  else if (step.form === 'cancellation')
    staging.prepare("UPDATE rows SET fate = ? WHERE invoice = ? AND kind = 'credit'").run(fate, step.document);
  else {
    staging
      .prepare(
        'UPDATE rows SET fate = ? WHERE number IN (SELECT row FROM credits WHERE document = ? AND invoice = ? AND form = ?)',
      )
      .run(fate, step.document, step.invoice, step.form);
  }
}
