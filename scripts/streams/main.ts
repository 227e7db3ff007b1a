import { openForCommands, openLogForCommands } from '@shop/composition/open-for-commands.ts';
import { parseConfig } from '@shop/platform/config/config.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import type { RecordedEvent } from '@shop/shared-events';
import { argumentsOr } from '../arguments.ts';
import { codeOf } from '../told.ts';
import { jsonOf, lineOf } from './line.ts';
import { type Asked, parse } from './parse.ts';
import { showStream } from './show.ts';
import { tailLog } from './tail.ts';
import { verifyStreams } from './verify.ts';

const usage = `usage: npm run streams -- show <stream> | tail | verify [options]

Looks at event streams as they were written, whether the shop runs or not; changes nothing.

  show <stream>             every event of one stream, e.g. order-0190a0a0-…
  tail                      the last events and then what is appended, until Ctrl-C
    --type <Type>           only events of this type; more than once for several
    --category <category>   only streams of this category, e.g. order; more than once for several
    --last <n>              how many of the last events come first, 10
  verify                    log = topic = read model, digest by digest; exits with 1 where they differ
    --projection <name>     only this read model; more than once for several

  --json                    whole events, a line of JSON each
  --data <folder>           the shop's data folder, ./data`;

process.exitCode = await codeOf(run);

async function run(): Promise<number> {
  const asked = argumentsOr(usage, parse);
  const config = parseConfig({ ...process.env, ...(asked.data === undefined ? {} : { DATA_FOLDER: asked.data }) });
  if (asked.command !== 'verify') {
    const log = await openLogForCommands(config);
    try {
      return await read(asked, log);
    } finally {
      await log.close();
    }
  }
  const opened = await openForCommands(config);
  try {
    const { projections } = asked;
    return (await verifyStreams(opened, { projections, say: (line) => console.log(line) })) ? 0 : 1;
  } finally {
    await opened.stores.close();
  }
}

async function read({ command, stream, types, categories, last, json }: Asked, log: EventStore): Promise<number> {
  const print = (event: RecordedEvent): void => console.log(json ? jsonOf(event) : lineOf(event));
  if (command === 'show') {
    if ((await showStream(log, stream, print)) > 0) return 0;
    console.error(`There is no stream ${JSON.stringify(stream)}.`);
    return 1;
  }
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  await tailLog(log, { types, categories, last, signal: stop.signal }, print);
  return 0;
}
