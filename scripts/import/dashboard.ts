import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from './api.ts';
import { formatMoney, type Report } from './report.ts';
import type { Staging } from './staging.ts';

const longestLag = 120_000;

/**
 * Compares the sales dashboard with what was imported, once the read models have caught up. A dashboard that also
 * holds other sales of these days differs, and that is said.
 */
export async function compareWithDashboard(api: Api, staging: Staging, report: Report): Promise<boolean> {
  const { first, last } = staging
    .prepare('SELECT substr(min(at), 1, 10) AS first, substr(max(at), 1, 10) AS last FROM rows')
    .get() as {
    first: string;
    last: string;
  };
  const wanted = report.importedMoney / 10n;
  const startedAt = Date.now();
  let shown = await netOf(api, first, last);
  for (
    let rests = 0;
    shown !== wanted && rests < 4 && Date.now() - startedAt < longestLag;
    shown = await netOf(api, first, last)
  ) {
    // Refunds go on for a moment after the last request: only a dashboard that stands still is judged.
    rests = (await isBehind(api)) || shown !== (await netOf(api, first, last)) ? 0 : rests + 1;
    await sleep(500);
  }
  const same = shown === wanted;
  const difference = ': they differ. Other sales of these days are on the dashboard too, or were there before.';
  console.log(
    `The sales dashboard shows ${formatMoney(shown * 10n)} net from ${first} to ${last}; imported were ${formatMoney(report.importedMoney)}${same ? '.' : difference}`,
  );
  return same;
}

async function isBehind(api: Api): Promise<boolean> {
  const { body } = await api.call('GET', '/operations/projections?limit=100', { as: 'ada' });
  const projections = body['items'] as readonly { name: string; lagEvents: number | null }[];
  return projections.some(({ name, lagEvents }) => name === 'sales-report' && lagEvents !== 0);
}

/** Net sales in minor units. */
async function netOf(api: Api, from: string, to: string): Promise<bigint> {
  const { body } = await api.call('GET', `/reports/sales?from=${from}&to=${to}&by=day`, { as: 'ada' });
  const totals = body['totals'] as { net: { amount: number } };
  return BigInt(totals.net.amount);
}
