import { parseArgs } from 'node:util';
import { DataFolderError } from '@shop/composition/data-folder-error.ts';
import { type OpenedForCommands, openForCommands } from '@shop/composition/open-for-commands.ts';
import { ConfigError, parseConfig } from '@shop/platform/config/config.ts';
import { EventStoreOpenError } from '@shop/platform/event-store/open-error.ts';
import type { RecordedEvent } from '@shop/shared-events';
import { argumentsOr } from '../arguments.ts';
import { jsonOf, lineOf } from './line.ts';
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

const options = {
  type: { type: 'string', multiple: true },
  category: { type: 'string', multiple: true },
  last: { type: 'string', default: '10' },
  projection: { type: 'string', multiple: true },
  json: { type: 'boolean', default: false },
  data: { type: 'string' },
} as const;

/** Failures that people can do something about: their message is all that is said. */
const plain = [ConfigError, DataFolderError, EventStoreOpenError];

process.exitCode = await run();

async function run(): Promise<number> {
  const asked = argumentsOr(usage, parse);
  const { values } = asked;
  try {
    const config = parseConfig({ ...process.env, ...(values.data === undefined ? {} : { DATA_FOLDER: values.data }) });
    const opened = await openForCommands(config);
    try {
      return await act(asked, opened);
    } finally {
      await opened.stores.close();
    }
  } catch (error) {
    if (!plain.some((kind) => error instanceof kind)) throw error;
    console.error(error instanceof Error ? error.message : String(error));
    return 2;
  }
}

async function act({ command, stream, last, values }: Asked, opened: OpenedForCommands): Promise<number> {
  const { stores } = opened;
  const print = (event: RecordedEvent): void => console.log(values.json ? jsonOf(event) : lineOf(event));
  switch (command) {
    case 'show': {
      if ((await showStream(stores.log, stream, print)) > 0) return 0;
      console.error(`There is no stream ${JSON.stringify(stream)}.`);
      return 1;
    }
    case 'tail': {
      const stop = new AbortController();
      process.once('SIGINT', () => stop.abort());
      await tailLog(
        stores.log,
        { types: values.type ?? [], categories: values.category ?? [], last, signal: stop.signal },
        print,
      );
      return 0;
    }
    default:
      return (await verifyStreams(opened, { projections: values.projection ?? [], say: (line) => console.log(line) })) ? 0 : 1;
  }
}

interface Asked {
  readonly command: 'show' | 'tail' | 'verify';
  readonly stream: string;
  readonly last: number;
  readonly values: Values;
}

type Values = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>['values'];

function parse(): Asked {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [command, stream = '', ...more] = positionals;
  const last = Number(values.last);
  if (command !== 'show' && command !== 'tail' && command !== 'verify') throw new TypeError('Say show, tail or verify');
  if (more.length > 0 || (command === 'show') !== (stream !== '')) {
    throw new TypeError(command === 'show' ? 'show takes one stream' : `${command} takes no stream`);
  }
  if (!Number.isInteger(last) || last < 0) throw new TypeError('--last is a whole number');
  return { command, stream, last, values };
}
