import { parseArgs } from 'node:util';
import { parseConfig } from '@shop/platform/config/config.ts';
import type { ParkedStreams } from '@shop/platform/projecting/parked.ts';
import type { ParkedStream } from '@shop/platform/read-store/port.ts';
import { openForCommands } from '@shop/composition/open-for-commands.ts';
import { argumentsOr } from '../arguments.ts';
import { codeOf, CommandError } from '../told.ts';

const usage = `usage: npm run parked -- list|show|retry|discard [stream] [--projection <name>] [--data <folder>]

Streams that a projection could not go on with. show, retry and discard take the stream; retry applies it
again from the log, discard gives it up. By HTTP the same acts are also noted in the log.`;

const { values, act, stream } = argumentsOr(usage, () => {
  const { values: given, positionals } = parseArgs({
    options: { projection: { type: 'string' }, data: { type: 'string' } },
    allowPositionals: true,
  });
  const [what = '', which, ...more] = positionals;
  if (!['list', 'show', 'retry', 'discard'].includes(what)) throw new TypeError('Say list, show, retry or discard');
  if (more.length > 0 || (what === 'list') !== (which === undefined)) {
    throw new TypeError(what === 'list' ? 'list takes no stream' : `${what} takes one stream`);
  }
  return { values: given, act: what, stream: which };
});

process.exitCode = await codeOf(run);

async function run(): Promise<number> {
  const config = parseConfig({ ...process.env, ...(values.data === undefined ? {} : { DATA_FOLDER: values.data }) });
  const { stores, side } = await openForCommands(config);
  try {
    return await handleAll(side.parked);
  } finally {
    await stores.close();
  }
}

async function handleAll(all: ReadonlyMap<string, ParkedStreams>): Promise<number> {
  if (values.projection !== undefined && !all.has(values.projection)) {
    throw new CommandError(`There is no projection ${values.projection}; there are ${[...all.keys()].toSorted().join(', ')}.`);
  }
  let found = 0;
  for (const [projection, parked] of all) {
    if (values.projection !== undefined && values.projection !== projection) continue;
    for (const one of await parked.list()) {
      if (stream !== undefined && one.stream !== stream) continue;
      found++;
      await handle(projection, parked, one);
    }
  }
  if (found > 0) return 0;
  console.log(stream === undefined ? 'Nothing is parked.' : `${stream} is not parked.`);
  return stream === undefined ? 0 : 1;
}

async function handle(projection: string, parked: ParkedStreams, one: ParkedStream): Promise<void> {
  const where = `${projection} ${one.stream}@${one.revision}`;
  switch (act) {
    case 'list':
      return console.log(`${where}  ${one.attempts} attempts  ${one.discardedAt ? 'discarded' : one.error.split('\n', 1)[0]}`);
    case 'show':
      return console.log(JSON.stringify({ projection, ...one }, null, 2));
    case 'retry': {
      const outcome = await parked.retry(one.stream);
      return console.log(
        `${where}  ${outcome.applied} events applied${outcome.parked ? `, parked again: ${outcome.parked.error}` : ''}`,
      );
    }
    default:
      await parked.discard(one.stream);
      return console.log(`${where}  discarded`);
  }
}
