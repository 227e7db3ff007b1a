import { categoryOf, type RecordedEvent } from '@shop/shared-events';
import { manualClock } from '../clock/manual.ts';
import { memoryReadStore } from '../read-store/memory.ts';
import type { Document, GenerationWriter } from '../read-store/port.ts';
import { BatchProjector } from './project-batch.ts';
import type { ReadModel } from './read-model.ts';

/**
 * What a model has to fetch by itself while it applies an event, since it had not asked for it beforehand: `type:
 * collection` of each document that was there. Every event is a batch of its own, and nothing is remembered between two.
 */
export async function fetchedWhileApplied(model: ReadModel, events: readonly RecordedEvent[]): Promise<string[]> {
  const generation = await memoryReadStore().projection(model).create();
  await generation.claim('spec');
  const fetched: string[] = [];
  let applied: string | null = null;
  const seen: GenerationWriter = {
    ...generation,
    async getMany<D extends Document>(collection: string, keys: readonly string[]) {
      const found = await generation.getMany<D>(collection, keys);
      if (applied !== null) for (const _ of found) fetched.push(`${applied}: ${collection}`);
      return found;
    },
  };
  const watched: ReadModel = {
    ...model,
    async apply(event, documents) {
      applied = event.type;
      await model.apply(event, documents);
      applied = null;
    },
  };
  for (const event of events) {
    if (!model.categories.includes(categoryOf(event.stream))) continue;
    const projector = await BatchProjector.open({
      ...{ model: watched, generation: seen, owner: 'spec', clock: manualClock(0) },
      eventStore: { readStream: () => generationHasAll() },
      openPersonalData: async (sealed) => sealed,
    });
    await projector.project({ events: [event], checkpoint: String(event.position) });
  }
  return fetched;
}

function generationHasAll(): never {
  throw new Error('these events have no gaps to be filled');
}
