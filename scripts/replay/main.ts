import { parseArgs } from 'node:util';
import { parseConfig } from '@shop/platform/config/config.ts';
import { messageOf } from '@shop/platform/projecting/log.ts';
import type { ReadModel } from '@shop/platform/projecting/read-model.ts';
import { type ReplayResult, replayProjection } from '@shop/platform/projecting/replay.ts';
import { NoPreviousGenerationError } from '@shop/platform/read-store/port.ts';
import { openForCommands } from '@shop/composition/open-for-commands.ts';
import type { ReadSide } from '@shop/composition/read-side.ts';
import { argumentsOr } from '../arguments.ts';
import { codeOf, CommandError } from '../told.ts';
import { replayBar } from './bar.ts';

const usage = `usage: npm run replay -- --projection <name|all> [options]

Rebuilds read models from the log into a new generation while the old one answers, verifies it and switches over.
Works while the shop runs and while it does not.

  --projection <name|all>   which one; more than once for several
  --data <folder>           the shop's data folder, ./data
  --from <log|kafka>        read events from the log, or from the topics the projectors read
  --throttle <n>            apply no more than n events a second
  --rollback                go back to the generation before the last replay instead`;

const options = {
  projection: { type: 'string', multiple: true },
  data: { type: 'string' },
  from: { type: 'string', default: 'log' },
  throttle: { type: 'string' },
  rollback: { type: 'boolean', default: false },
} as const;

const { values, projections, throttle } = argumentsOr(usage, () => {
  const { values: given } = parseArgs({ options });
  const most = given.throttle === undefined ? undefined : Number(given.throttle);
  if (!given.projection) throw new TypeError('--projection says which read model, or all');
  if (!['log', 'kafka'].includes(given.from)) throw new TypeError('--from is log or kafka');
  if (most !== undefined && !(most > 0)) throw new TypeError('--throttle is a number above 0');
  return { values: given, projections: given.projection, throttle: most };
});
const stop = new AbortController();
process.once('SIGINT', () => stop.abort(new Error('stopped; the live generation is as it was')));

process.exitCode = await codeOf(run);

async function run(): Promise<number> {
  const surroundings = parseConfig({ ...process.env, ...(values.data === undefined ? {} : { DATA_FOLDER: values.data }) });
  const { config, stores, side } = await openForCommands(surroundings);
  try {
    if (values.from === 'kafka' && config.EVENT_FEED !== 'kafka') {
      throw new CommandError('This shop has no topics to replay from.');
    }
    const models = chosen(side, projections);
    if (!values.rollback) return await replayAll(side, models);
    for (const model of models) await rollback(side, model);
    return 0;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    console.error(`\n${error instanceof Error ? error.message : String(error)}`);
    return 1;
  } finally {
    await stores.close();
  }
}

function chosen(side: ReadSide, names: readonly string[]): readonly ReadModel[] {
  if (names.includes('all')) return [...side.models.values()];
  return names.map((name) => {
    const model = side.models.get(name);
    if (!model) {
      throw new CommandError(`There is no projection ${name}; there are ${[...side.models.keys()].toSorted().join(', ')}.`);
    }
    return model;
  });
}

async function replayAll(side: ReadSide, models: readonly ReadModel[]): Promise<number> {
  let events = 0;
  let seconds = 0;
  let failed = 0;
  for (const model of models) {
    try {
      const result = await replay(side, model);
      events += result.events;
      seconds += result.seconds;
    } catch (error) {
      if (stop.signal.aborted) throw error;
      failed++;
      console.error(`${model.name}: ${messageOf(error)}; the live generation is as it was`);
    }
  }
  console.log(
    `${models.length - failed} of ${models.length} projections rebuilt: ${events.toLocaleString('en')} events, ${Math.round(events / Math.max(seconds, 0.001)).toLocaleString('en')} events/s`,
  );
  return failed > 0 ? 1 : 0;
}

async function replay(side: ReadSide, model: ReadModel): Promise<ReplayResult> {
  const bar = replayBar(model.name);
  try {
    const result = await replayProjection({
      ...side.sources,
      model,
      from: values.from === 'kafka' ? 'feed' : 'log',
      signal: stop.signal,
      onProgress: (progress) => bar.show(progress),
      ...(throttle === undefined ? {} : { mostEventsPerSecond: throttle }),
    });
    bar.end(
      `generation ${result.generation}: ${result.events.toLocaleString('en')} events, ${Math.round(result.eventsPerSecond).toLocaleString('en')}/s; ` +
        `${result.verification.documents.toLocaleString('en')} documents verified (${result.verification.method})` +
        (result.parked.length > 0 ? `; ${result.parked.length} streams parked` : ''),
    );
    return result;
  } catch (error) {
    bar.end('failed');
    throw error;
  }
}

async function rollback(side: ReadSide, model: ReadModel): Promise<void> {
  const projection = side.sources.store.projection(model);
  const previous = (await projection.generations()).find(({ state }) => state === 'previous');
  if (previous && !previous.fits) {
    throw new CommandError(
      `${model.name}: generation ${previous.generation} was made with other settings or by another version; nobody could keep it up to date.`,
    );
  }
  try {
    await projection.rollback();
  } catch (error) {
    if (error instanceof NoPreviousGenerationError) throw new CommandError(`${model.name} has no generation to go back to.`);
    throw error;
  }
  const active = await projection.active();
  console.log(`${model.name}: generation ${active?.generation ?? '?'} answers again`);
}
