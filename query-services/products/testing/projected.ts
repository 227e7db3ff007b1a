import type { RecordedEvent } from '@shop/shared-events';
import { categoryOf } from '@shop/shared-events';
import { manualClock } from '@shop/platform/clock/manual.ts';
import { BatchProjector } from '@shop/platform/projecting/project-batch.ts';
import type { ReadModel } from '@shop/platform/projecting/read-model.ts';
import { memoryReadStore } from '@shop/platform/read-store/memory.ts';
import type { GenerationReader, ReadStore, Write } from '@shop/platform/read-store/port.ts';

export interface ProjectOptions {
  readonly store?: ReadStore;
  /** How many events go into each batch, over and over; all in one by default. */
  readonly batches?: readonly number[];
  /** Sees what each batch writes. */
  readonly onWrite?: (write: Write) => void;
}

/** Applies a history to a read model by the real projector and activates the outcome. */
export async function projected(
  model: ReadModel,
  history: readonly RecordedEvent[],
  options: ProjectOptions = {},
): Promise<GenerationReader> {
  const { store = memoryReadStore(), batches = [Infinity] } = options;
  const projection = store.projection(model);
  const generation = await projection.create();
  await generation.claim('test');
  const projector = await BatchProjector.open({
    model,
    generation: options.onWrite ? watched(generation, options.onWrite) : generation,
    owner: 'test',
    eventStore: {
      readStream() {
        throw new Error('a history has no gaps to be filled');
      },
    },
    openPersonalData: async (events) => events,
    clock: manualClock(0),
  });
  const events = history.filter(({ stream }) => model.categories.includes(categoryOf(stream)));
  for (let from = 0, batch = 0; from < events.length; batch++) {
    const size = Math.max(1, batches[batch % batches.length] ?? 1);
    const { parked } = await projector.project({ events: events.slice(from, from + size), checkpoint: String(from) });
    if (parked.length > 0) throw new Error(`${parked[0]?.stream} was parked: ${parked[0]?.error}`);
    from += size;
  }
  await projection.activate(generation.generation);
  return generation;
}

/** Everything a generation holds, to be compared. */
export async function documentsOf(model: ReadModel, reader: GenerationReader): Promise<Record<string, Record<string, unknown>>> {
  const all: Record<string, Record<string, unknown>> = {};
  for (const { name } of model.collections) {
    const documents: Record<string, unknown> = {};
    for await (const { key, document } of reader.scan(name)) documents[key] = document;
    all[name] = documents;
  }
  return all;
}

function watched<W extends Parameters<typeof BatchProjector.open>[0]['generation']>(
  generation: W,
  see: (write: Write) => void,
): W {
  return {
    ...generation,
    commit(commit: Parameters<W['commit']>[0]) {
      commit.writes.forEach(see);
      return generation.commit(commit);
    },
  };
}
