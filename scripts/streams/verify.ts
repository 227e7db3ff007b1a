import type { OpenedForCommands } from '@shop/composition/open-for-commands.ts';
import { categories } from '@shop/shared-events';
import { CommandError } from '../told.ts';
import { compareModel } from './compare-model.ts';
import { indexLog } from './log-index.ts';
import { progressOf } from './progress.ts';
import { compareTopics } from './compare-topics.ts';

export interface VerifyOptions {
  /** Names of read models; all where empty. */
  readonly projections: readonly string[];
  readonly say: (line: string) => void;
}

/**
 * Holds the topics and the read models against the log, on a system at work or at rest, and says a line for each.
 * True where all of them are what the log says. Throws {@link CommandError} where a read model named is none.
 */
export async function verifyStreams(opened: OpenedForCommands, { projections, say }: VerifyOptions): Promise<boolean> {
  const { config, stores, side } = opened;
  const unknown = projections.find((name) => !side.models.has(name));
  if (unknown !== undefined) {
    throw new CommandError(`There is no projection ${unknown}; there are ${[...side.models.keys()].toSorted().join(', ')}.`);
  }
  let whole = true;
  const reading = progressOf('log');
  const index = await indexLog(stores.log, categories, reading.at);
  reading.end();
  say(`log  ${index.events.toLocaleString('en')} events in ${index.streams.size.toLocaleString('en')} streams`);

  if (config.EVENT_FEED === 'kafka') whole = (await compareTopics(config, index, say)) && whole;
  for (const [name, model] of side.models) {
    if (projections.length > 0 && !projections.includes(name)) continue;
    const folding = progressOf(name);
    const { documents, digest, liveDigest, differences } = await compareModel({
      ...{ model, sources: side.sources },
      read: folding.at,
    });
    folding.end();
    const same = differences.length === 0;
    const shown = digest === liveDigest ? `= ${liveDigest.slice(0, 16)}` : `≠ ${liveDigest.slice(0, 16)} (the live one moves)`;
    say(
      `${name.padEnd(20)} ${documents.toLocaleString('en')} documents  log ${digest.slice(0, 16)} ${same ? shown : `≠ ${liveDigest.slice(0, 16)}  DIFFERS`}`,
    );
    for (const difference of differences) say(`  ${difference}`);
    whole &&= same;
  }
  const held = config.EVENT_FEED === 'kafka' ? 'Log, topics and read models' : 'Log and read models';
  say(whole ? `${held} say the same.` : 'They DIFFER.');
  return whole;
}
