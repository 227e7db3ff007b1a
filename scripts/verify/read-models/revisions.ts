import { categoryOf } from '@shop/shared-events';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import { readCheckpoint } from '@shop/platform/projecting/checkpoint.ts';
import type { Tell } from '../core/report.ts';
import type { Compared, ReadModelsOptions } from './check-read-models.ts';
import { pagesOf } from './pages.ts';

const page = 500;

/** What is known of one category of streams in one projection. */
interface Coverage {
  /** Some stream of it was applied: the projection reads the category. */
  read: boolean;
  lagging: number;
  /** Streams that are behind although the checkpoint lies beyond their last event. */
  readonly skipped: { readonly stream: string; readonly applied: number; readonly head: number }[];
}

/**
 * Compares the last revision applied of every stream with the log's. A projection that has applied no stream of a
 * category counts as one that does not read it. Answers a line about how far it has come.
 */
export async function compareRevisions(compared: Compared, options: ReadModelsOptions, tell: Tell): Promise<string> {
  const { name, reader, parked } = compared;
  const { world, eventStore } = options;
  // Before the revisions: they are at least what they were at this checkpoint.
  const checkpoint = positionOf(readCheckpoint(await reader.checkpoint()).feed);
  const categories = new Map<string, Coverage>();
  for (const heads of pagesOf(world.heads.entries(), page)) {
    const revisions = await reader.revisions(heads.map(([stream]) => stream));
    for (const [stream, head] of heads) {
      const applied = revisions.get(stream) ?? -1;
      const coverage = categories.get(categoryOf(stream)) ?? { read: false, lagging: 0, skipped: [] };
      categories.set(categoryOf(stream), coverage);
      if (applied >= 0) coverage.read = true;
      if (applied === head.revision || parked.has(stream)) continue;
      if (applied > head.revision) {
        const last = await lastRevision(eventStore, stream);
        if (applied > last) tell(stream, null, `${name} has applied revision ${applied}, the log ends at ${last}`);
      } else if (checkpoint === null || head.position > checkpoint) coverage.lagging++;
      else coverage.skipped.push({ stream, applied, head: head.revision });
    }
  }
  const read = [...categories].filter(([, { read }]) => read);
  for (const [, { skipped }] of read) {
    for (const { stream, applied, head } of skipped)
      tell(stream, null, `${name} has applied revision ${applied} of ${head}, and passed it`);
  }
  const lagging = read.reduce((sum, [, coverage]) => sum + coverage.lagging, 0);
  return `${name}: reads ${read.map(([category]) => category).join(', ') || 'nothing yet'}; ${lagging} streams behind`;
}

/** A checkpoint that is no position of the log tells nothing about what was passed. */
function positionOf(checkpoint: string | null): bigint | null {
  return checkpoint !== null && /^-?\d{1,19}$/.test(checkpoint) ? BigInt(checkpoint) : null;
}

async function lastRevision(eventStore: EventStore, stream: string): Promise<number> {
  for await (const { revision } of eventStore.readStream(stream, { direction: 'backwards', limit: 1 })) return revision;
  return -1;
}
