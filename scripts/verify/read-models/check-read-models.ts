import type { EventStore } from '@shop/platform/event-store/port.ts';
import type { GenerationReader, ProjectionStore } from '@shop/platform/read-store/port.ts';
import { Findings, type InvariantReport } from '../core/report.ts';
import type { World } from '../facts/world.ts';
import { compareDocuments } from './documents.ts';
import { compareRevisions } from './revisions.ts';

export interface ReadModelsOptions {
  readonly projections: readonly ProjectionStore[];
  /** What the log said, as far as it was read. */
  readonly world: World;
  /** The same log, which may have grown since. */
  readonly eventStore: EventStore;
  readonly mostShown?: number | undefined;
}

export interface ReadModelsReport {
  readonly invariants: readonly InvariantReport[];
  readonly notes: readonly string[];
}

/** One projection's active generation, being compared. */
export interface Compared {
  readonly name: string;
  readonly reader: GenerationReader;
  /** Streams that wait, or were given up, because one of their events could not be applied. */
  readonly parked: ReadonlySet<string>;
}

/**
 * Invariant 9, as far as one pass over the log affords it: every read model has applied every stream as far as its
 * checkpoint says, none is ahead of the log, and documents that show a stream's last revision agree with a few
 * facts worked out from the log alone. Lag is told and is no violation. The whole fold is compared by a replay.
 */
export async function checkReadModels(options: ReadModelsOptions): Promise<ReadModelsReport> {
  const { projections, mostShown = 10 } = options;
  const applied = new Findings(
    { number: '9', title: 'read models have applied every stream up to their checkpoint, and nothing else' },
    mostShown,
  );
  const agreeing = new Findings({ number: '9', title: 'documents agree with facts worked out from the log' }, mostShown);
  const notes: string[] = [];
  for (const projection of projections) {
    const { name } = projection.spec;
    const reader = await projection.active();
    if (!reader) {
      notes.push(`${name}: there is no active generation`);
      continue;
    }
    const parked = await reader.parked();
    for (const { stream, revision, error } of parked)
      notes.push(`${name}: ${stream} is parked at revision ${revision}: ${error}`);
    const compared = { name, reader, parked: new Set(parked.map(({ stream }) => stream)) };
    const revisions = await compareRevisions(compared, options, applied.tell);
    const documents = await compareDocuments(compared, options.world, agreeing.tell);
    notes.push(`${revisions}, ${documents} documents compared`);
  }
  return { invariants: [applied.report(), agreeing.report()], notes };
}
