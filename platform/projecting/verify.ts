import type { EventStore } from '../event-store/port.ts';
import type { GenerationReader } from '../read-store/port.ts';
import { digestOf, digestOfScan, storedJson } from './digest.ts';
import { Fold, type FoldOptions } from './fold.ts';
import { logRange } from './log-range.ts';
import type { SampledStreams } from './sample.ts';

/** Up to so many documents are folded again whole; of larger read models a sample. */
const MOST_FOLDED_WHOLE = 20_000;
const BATCH = 5_000;
const PIECE = 1_000;

/** The rebuilt read model is not what the log says. It is not activated. */
export class ReplayVerificationError extends Error {
  override readonly name = 'ReplayVerificationError';
}

export interface VerifyOptions extends FoldOptions {
  readonly generation: GenerationReader;
  readonly eventStore: EventStore;
  /** The generation holds the log up to here. */
  readonly position: bigint;
  readonly sample: SampledStreams;
  readonly signal?: AbortSignal;
  /** Called now and then with the events read so far. */
  readonly onRead?: (events: number) => Promise<void>;
  /** Above this many documents a sample is compared; 20,000 by default. */
  readonly mostFoldedWhole?: number;
}

export interface Verification {
  /** Streams whose revision was compared: all of the log's. */
  readonly streams: number;
  /** Documents folded again and compared. */
  readonly documents: number;
  readonly method: 'whole' | 'sample';
  /** Of all documents, where the whole was compared. */
  readonly digest: string | null;
}

/**
 * Compares a rebuilt generation with the log, read once more. The last revision of every stream must be the
 * log's, or lie before its parked event. Up to 20,000 documents are all folded again in memory, event by event,
 * and the digests must be equal. Of larger models the documents that a sample of the streams determines alone
 * are folded and compared one by one; documents that mix many streams are beyond that sample.
 * Throws {@link ReplayVerificationError}. A customer erased between building and verifying also shows as a difference.
 */
export async function verifyGeneration(options: VerifyOptions): Promise<Verification> {
  const { model, generation, mostFoldedWhole = MOST_FOLDED_WHOLE } = options;
  let documents = 0;
  for (const { name } of model.collections) documents += await generation.count(name);
  const whole = documents <= mostFoldedWhole ? new Fold(options) : null;
  const parked = new Map((await generation.parked()).map(({ stream, revision }) => [stream, revision]));
  const streams = await compareRevisions(options, whole, parked);
  if (!whole) return { streams, documents: await compareSample(options, parked), method: 'sample', digest: null };
  compareFailures(whole, parked);
  const digest = await digestOf(model, generation);
  if (digest !== (await digestOfScan(model, (collection) => whole.scan(collection)))) {
    throw new ReplayVerificationError(`${model.name} differs from a fold of the log: ${await firstDifference(options, whole)}`);
  }
  return { streams, documents, method: 'whole', digest };
}

async function compareRevisions(options: VerifyOptions, fold: Fold | null, parked: ReadonlyMap<string, number>): Promise<number> {
  const { model, generation, eventStore, position, signal, onRead } = options;
  const { categories } = model;
  const last = new Map<string, number>();
  let read = 0;
  const range = { categories, after: -1n, until: position, batchSize: BATCH, ...(signal ? { signal } : {}) };
  for await (const { events } of logRange(eventStore, range)) {
    for (const { stream, revision } of events) last.set(stream, revision);
    await fold?.apply(events);
    await onRead?.((read += events.length));
  }
  const streams = [...last.keys()];
  for (let from = 0; from < streams.length; from += PIECE) {
    for (const [stream, applied] of await generation.revisions(streams.slice(from, from + PIECE))) {
      const failed = parked.get(stream);
      const wanted = failed === undefined ? last.get(stream) : failed - 1;
      if (applied !== wanted)
        throw new ReplayVerificationError(`${model.name} has ${stream} at revision ${applied}, the log at ${wanted}`);
    }
    await onRead?.(read);
  }
  return last.size;
}

async function compareSample(options: VerifyOptions, parked: ReadonlyMap<string, number>): Promise<number> {
  const { model, generation, eventStore, position, sample, onRead } = options;
  const events = [];
  for (const stream of sample.streams) {
    for await (const event of eventStore.readStream(stream)) {
      const wanted = event.position <= position && event.revision < (parked.get(stream) ?? Infinity);
      if (wanted && !sample.leftOut.has(event.position)) events.push(event);
    }
    await onRead?.(0);
  }
  events.sort((a, b) => (a.position < b.position ? -1 : 1));
  const fold = new Fold(options);
  for (let from = 0; from < events.length; from += PIECE) await fold.apply(events.slice(from, from + PIECE));
  compareFailures(fold, new Map());
  const documents = sample.documents();
  for (const { collection, key } of documents) {
    const [rebuilt, folded] = [await generation.get(collection, key), await fold.get(collection, key)];
    if ((rebuilt && storedJson(rebuilt)) !== (folded && storedJson(folded))) {
      throw new ReplayVerificationError(`${model.name} differs from a fold of the log: ${collection} ${JSON.stringify(key)}`);
    }
  }
  return documents.length;
}

function compareFailures(fold: Fold, parked: ReadonlyMap<string, number>): void {
  for (const stream of new Set([...fold.failed.keys(), ...parked.keys()])) {
    if (fold.failed.get(stream) === parked.get(stream)) continue;
    throw new ReplayVerificationError(`${stream} is parked at ${parked.get(stream)}, but fails at ${fold.failed.get(stream)}`);
  }
}

async function firstDifference({ model, generation }: VerifyOptions, fold: Fold): Promise<string> {
  for (const { name } of model.collections) {
    for await (const { key, document } of generation.scan(name)) {
      const folded = await fold.get(name, key);
      if (!folded || storedJson(folded) !== storedJson(document)) return `${name} ${JSON.stringify(key)}`;
    }
    for await (const { key } of fold.scan(name)) if (!(await generation.get(name, key))) return `${name} ${JSON.stringify(key)}`;
  }
  return 'in nothing that can be named';
}
