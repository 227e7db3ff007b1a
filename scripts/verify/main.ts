import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openForCommands } from '@shop/composition/open-for-commands.ts';
import { withKeptSettings } from '@shop/composition/settings-file.ts';
import { type Config, parseConfig } from '@shop/platform/config/config.ts';
import { argumentsOr, numberOf } from '../arguments.ts';
import { codeOf } from '../told.ts';
import { formatInvariants } from './print.ts';
import { type FolderOptions, type FolderReport, verifyFolder } from './verify-folder.ts';
import { verifyOpened } from './verify-opened.ts';

const usage = `usage: npm run verify -- [options]

Reads the whole log of a shop, and its read models, and tells whether every guarantee held. Works while the shop runs
and while it does not; changes nothing. Exits with 0 when everything holds, with 1 when something is broken, with 2 when
the shop cannot be read.

  --data <folder>   the shop's data folder, ./data
  --at-rest         nothing may be under way: the shop was run until it had nothing left to do
  --grace <s>       seconds for which something may be under way otherwise, 60
  --most <n>        violations shown of each invariant, 10`;

const options = {
  data: { type: 'string' },
  'at-rest': { type: 'boolean', default: false },
  grace: { type: 'string', default: '60' },
  most: { type: 'string', default: '10' },
} as const;

const sayEveryMs = 2_000;

process.exitCode = await codeOf(run);

async function run(): Promise<number> {
  const { values, grace, most } = argumentsOr(usage, () => {
    const { values: given } = parseArgs({ options });
    const numbers = { grace: numberOf(given.grace), most: numberOf(given.most) };
    if (!(numbers.grace >= 0)) throw new TypeError('--grace is a number of seconds');
    if (!Number.isInteger(numbers.most) || numbers.most < 1) throw new TypeError('--most is a whole number above 0');
    return { values: given, ...numbers };
  });
  const surroundings = parseConfig({ ...process.env, ...(values.data === undefined ? {} : { DATA_FOLDER: values.data }) });
  const startedAt = Date.now();
  const report = await verifyShop(surroundings, {
    atRest: values['at-rest'],
    ...(values['at-rest'] ? { now: Date.now() } : {}),
    graceMs: grace * 1_000,
    mostShown: most,
    progress: progressLine(),
  });
  console.log(formatInvariants(report.invariants));
  console.log(`\n${report.notes.join('\n')}`);
  const seconds = (Date.now() - startedAt) / 1_000;
  const rate = Math.round(report.events / Math.max(seconds, 0.001)).toLocaleString('en');
  console.log(`\n${report.events.toLocaleString('en')} events in ${seconds.toFixed(1)} s (${rate} events/s)`);
  console.log(report.holds ? 'Every invariant holds.' : 'An invariant is BROKEN.');
  return report.holds ? 0 : 1;
}

/** A folder is checked with the file of its log; a shop on servers by what they answer. */
async function verifyShop(surroundings: Config, options: FolderOptions): Promise<FolderReport> {
  const folder = surroundings.DATA_FOLDER;
  const { EVENT_STORE, READ_STORE } = withKeptSettings(join(folder, 'settings.json'), surroundings);
  if (EVENT_STORE === 'sqlite' && READ_STORE === 'sqlite') return verifyFolder(folder, options);
  const opened = await openForCommands(surroundings);
  try {
    return await verifyOpened(opened, options);
  } finally {
    await opened.stores.close();
  }
}

/** One line now and then on stderr, rewritten where it is a terminal. */
function progressLine() {
  let [total, read, saidAt] = [0, 0, Date.now()];
  const startedAt = saidAt;
  const say = (): void => {
    saidAt = Date.now();
    const rate = (read * 1_000) / Math.max(1, saidAt - startedAt);
    const left = Math.max(0, (total - read) / Math.max(1, rate));
    const line = `${read.toLocaleString('en')} of ${total.toLocaleString('en')} events, ${Math.round(rate).toLocaleString('en')}/s, ${left.toFixed(0)} s left`;
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[2K${line}` : `${line}\n`);
  };
  return {
    begin: (events: number): void => void (total = events),
    read: (): void => {
      read++;
      if (read % 1_024 === 0 && Date.now() - saidAt >= sayEveryMs) say();
    },
    end: (): void => {
      if (process.stderr.isTTY) process.stderr.write('\r\x1b[2K');
    },
  };
}
