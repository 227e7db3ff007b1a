import { digestOfScan, storedJson } from '@shop/platform/projecting/digest.ts';
import { Fold } from '@shop/platform/projecting/fold.ts';
import { logRange } from '@shop/platform/projecting/log-range.ts';
import { activeReader } from '@shop/platform/projecting/queries.ts';
import type { ReadModel } from '@shop/platform/projecting/read-model.ts';
import type { ReplayOptions } from '@shop/platform/projecting/replay.ts';
import type { GenerationReader } from '@shop/platform/read-store/port.ts';

const batchSize = 5_000;
const mostTold = 10;

export interface ModelComparison {
  readonly name: string;
  readonly documents: number;
  /** Of the fold of the log, and of the live documents as they were when they were last compared as a whole. */
  readonly digest: string;
  readonly liveDigest: string;
  /** Documents that differ and go on differing while nothing is left to be applied. */
  readonly differences: readonly string[];
}

export interface CompareModelOptions {
  readonly model: ReadModel;
  readonly sources: Pick<ReplayOptions, 'store' | 'eventStore' | 'openPersonalData' | 'clock'>;
  readonly read: (events: number) => void;
  /** How often documents that differ are looked at again, a second apart: the live model may be ahead or behind. */
  readonly rounds?: number;
}

/**
 * Holds a live read model against a fold of the whole log, one event after the other. On a system at work documents
 * change while they are read: those that differ are folded further and looked at again; damage stays different.
 */
export async function compareModel({ model, sources, read, rounds = 20 }: CompareModelOptions): Promise<ModelComparison> {
  const { eventStore, clock, store } = sources;
  const fold = new Fold({ model, openPersonalData: sources.openPersonalData });
  let after = -1n;
  let events = 0;
  const catchUp = async (): Promise<void> => {
    const until = await eventStore.head();
    for await (const batch of logRange(eventStore, { categories: model.categories, after, until, batchSize })) {
      await fold.apply(batch.events);
      read((events += batch.events.length));
    }
    after = until;
  };
  const projection = store.projection(model);
  await catchUp();
  let reader = await activeReader(projection);
  let differing = await differingIn(model, fold, reader);
  const liveDigest = async (): Promise<string> => digestOfScan(model, (collection) => reader.scan(collection));
  for (let round = 0; round < rounds && differing.length > 0; round++) {
    await clock.sleep(1_000);
    await catchUp();
    reader = await activeReader(projection);
    differing = await stillDiffering(differing, fold, reader);
  }
  const digest = await digestOfScan(model, (collection) => fold.scan(collection));
  return {
    name: model.name,
    documents: await documentsIn(model, fold),
    digest,
    liveDigest: await liveDigest(),
    differences: differing.slice(0, mostTold).map(({ collection, key }) => `${model.name}: ${collection} ${JSON.stringify(key)}`),
  };
}

interface DocumentName {
  readonly collection: string;
  readonly key: string;
}

async function differingIn(model: ReadModel, fold: Fold, reader: GenerationReader): Promise<DocumentName[]> {
  const differing: DocumentName[] = [];
  for (const { name: collection } of model.collections) {
    const live = new Set<string>();
    for await (const { key, document } of reader.scan(collection)) {
      live.add(key);
      const folded = await fold.get(collection, key);
      if (!folded || storedJson(folded) !== storedJson(document)) differing.push({ collection, key });
    }
    for await (const { key } of fold.scan(collection)) if (!live.has(key)) differing.push({ collection, key });
  }
  return differing;
}

async function stillDiffering(before: readonly DocumentName[], fold: Fold, reader: GenerationReader): Promise<DocumentName[]> {
  const still: DocumentName[] = [];
  for (const { collection, key } of before) {
    const [live, folded] = [await reader.get(collection, key), await fold.get(collection, key)];
    if ((live && storedJson(live)) !== (folded && storedJson(folded))) still.push({ collection, key });
  }
  return still;
}

async function documentsIn(model: ReadModel, fold: Fold): Promise<number> {
  let documents = 0;
  for (const { name } of model.collections) for await (const _ of fold.scan(name)) documents++;
  return documents;
}
