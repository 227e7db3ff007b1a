import { statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseConfig } from '@shop/platform/config/config.ts';
import { Api, RefusedError, ShopUnreachableError } from './api.ts';
import { compareWithDashboard } from './dashboard.ts';
import { planCredits } from './plan-credits.ts';
import { planOrders } from './plan-orders.ts';
import { countSteps, play } from './play.ts';
import { progressBar } from './progress.ts';
import { readRows } from './read-rows.ts';
import { formatReport, reportOf } from './report.ts';
import { SalesFileError } from './row.ts';
import { openStaging, stageRows } from './staging.ts';
import { Tokens } from './tokens.ts';

const usage = `usage: npm run import -- <file.csv.gz> [options]

Plays a shop's sales through the gateway of a running shop. Stop it at any moment and start it again: nothing is doubled.

  --gateway <url>     http://127.0.0.1:8080
  --issuer <url>      http://127.0.0.1:8081/realms/shop
  --password <text>   of carol, walt, sam and ada (the development realm's)
  --parallel <n>      orders at once, 24
  --plan              only say what would become of every row`;

const options = {
  gateway: { type: 'string', default: 'http://127.0.0.1:8080' },
  issuer: { type: 'string', default: 'http://127.0.0.1:8081/realms/shop' },
  password: { type: 'string', default: 'shop-demo' },
  parallel: { type: 'string', default: '24' },
  plan: { type: 'boolean', default: false },
} as const;

const staging = openStaging();
try {
  process.exitCode = await run();
} catch (error) {
  if (error instanceof SalesFileError || error instanceof RefusedError || error instanceof ShopUnreachableError)
    console.error(`\n${error.message}`);
  else throw error;
  process.exitCode = 1;
} finally {
  staging.close();
}

async function run(): Promise<number> {
  const asked = parse();
  if (!asked) {
    console.error(usage);
    return 2;
  }
  const { file, parallel, values } = asked;
  const { CURRENCY: currency, TIME_ZONE: timeZone } = parseConfig(process.env);

  const reading = progressBar('reading', sizeOf(file), 'bytes');
  const rows = await stageRows(
    staging,
    readRows(file, (bytes) => reading.advance(bytes)),
  );
  planOrders(staging);
  planCredits(staging);
  reading.end();
  console.log(`${rows.toLocaleString('en')} rows read.`);
  if (values.plan) {
    console.log(formatReport(reportOf(staging)));
    return 0;
  }

  await checkReachable(values.gateway);
  const api = new Api(values.gateway, new Tokens(values.issuer, values.password), parallel);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const context = { api, staging, currency, timeZone };
  const playing = progressBar('playing', countSteps(context), 'steps');
  const startedAt = Date.now();
  let orders = 0;
  try {
    await play(context, parallel, { done: (what) => (playing.advance(1), (orders += what === 'order' ? 1 : 0)) }, stop.signal);
  } catch (error) {
    playing.end();
    if (!stop.signal.aborted) throw error;
    console.log('Stopped. Start the same command again to go on.');
    return 130;
  }
  playing.end();
  const seconds = (Date.now() - startedAt) / 1000;
  const report = reportOf(staging);
  console.log(`\n${formatReport(report)}\n`);
  console.log(
    `${orders.toLocaleString('en')} orders in ${seconds.toFixed(0)} s (${(orders / seconds).toFixed(0)} orders/s); peak memory ${Math.round(process.resourceUsage().maxRSS / 1024)} MB`,
  );
  const agrees = await compareWithDashboard(api, staging, report);
  await api.close();
  return agrees ? 0 : 1;
}

/** The command's arguments; null where they are not of its form. */
function parse() {
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [file] = positionals;
    const parallel = Number(values.parallel);
    return file && positionals.length === 1 && Number.isInteger(parallel) && parallel > 0 ? { file, parallel, values } : null;
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  }
}

/** Says at once where nobody listens; later outages are waited out. */
async function checkReachable(gateway: string): Promise<void> {
  try {
    await (await fetch(`${gateway}/api/v1/products?limit=1`)).arrayBuffer();
  } catch {
    throw new ShopUnreachableError(`No shop answers at ${gateway}. Is it running (npm start)?`);
  }
}

function sizeOf(file: string): number {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new SalesFileError(`There is no file ${file}.`);
  return found.size;
}
