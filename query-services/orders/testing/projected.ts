import type { RecordedEvent } from '@shop/shared-events';
import { categoryOf } from '@shop/shared-events';
import { DocumentsSession } from '@shop/platform/projecting/documents-session.ts';
import type { ReadModel } from '@shop/platform/projecting/read-model.ts';
import { memoryReadStore } from '@shop/platform/read-store/memory.ts';
import type { Document, GenerationReader, GenerationWriter, ReadStore } from '@shop/platform/read-store/port.ts';

/** Applies batches of events to a generation as a projector does, one commit each. */
export async function projectInto(
  generation: GenerationWriter,
  model: ReadModel,
  batches: readonly (readonly RecordedEvent[])[],
): Promise<void> {
  await generation.claim('test');
  for (const batch of batches) {
    const documents = new DocumentsSession(model, generation, { hotDocuments: 10, fromEmpty: false });
    const revisions = new Map<string, number>();
    for (const event of batch) {
      if (!model.categories.includes(categoryOf(event.stream))) continue;
      await model.apply(event, documents);
      documents.keep();
      revisions.set(event.stream, event.revision);
    }
    await generation.commit({ owner: 'test', checkpoint: '0', writes: documents.writes(), revisions });
  }
}

/** A read store in which the models have an active generation made of these events. */
export async function storeOf(
  models: readonly ReadModel[],
  events: readonly RecordedEvent[],
  store: ReadStore = memoryReadStore(),
): Promise<ReadStore> {
  for (const model of models) {
    const generation = await store.projection(model).create();
    await projectInto(generation, model, [events]);
    await store.projection(model).activate(generation.generation);
  }
  return store;
}

/** The documents of one model made of these events, ready to be read. */
export async function readerOf(model: ReadModel, ...batches: readonly (readonly RecordedEvent[])[]): Promise<GenerationReader> {
  const generation = await memoryReadStore().projection(model).create();
  await projectInto(generation, model, batches);
  return generation;
}

/** Every document of a model, `collection/key` to document. */
export async function allDocuments(model: ReadModel, reader: GenerationReader): Promise<Record<string, Document>> {
  const all: Record<string, Document> = {};
  for (const { name } of model.collections) {
    for await (const { key, document } of reader.scan(name)) all[`${name}/${key}`] = document;
  }
  return all;
}
