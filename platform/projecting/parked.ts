import type { EventDefinition } from '@shop/shared-events';
import { isoNow, type Clock } from '../clock/port.ts';
import type { EventStore } from '../event-store/port.ts';
import type { Ids } from '../ids/port.ts';
import type { GenerationWriter, ParkedStream, ProjectionStore } from '../read-store/port.ts';
import type { OpenPersonalData } from './current-events.ts';
import { readCheckpoint } from './checkpoint.ts';
import { BatchProjector } from './project-batch.ts';
import { activeReader } from './queries.ts';
import type { ReadModel } from './read-model.ts';

/** There is no such parked stream in the active generation. */
export class NotParkedError extends Error {
  override readonly name = 'NotParkedError';
}

export interface ParkedStreamsOptions {
  readonly model: ReadModel;
  readonly projection: ProjectionStore;
  readonly eventStore: EventStore;
  readonly openPersonalData: OpenPersonalData;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly catalogue?: ReadonlyMap<string, EventDefinition>;
}

export interface RetryOutcome {
  readonly applied: number;
  /** The stream as it is parked now; null where all of it was applied. */
  readonly parked: ParkedStream | null;
}

/** The parked streams of the generation that answers queries, and what an operator can do about them. */
export interface ParkedStreams {
  list(): Promise<readonly ParkedStream[]>;
  /** Throws {@link NotParkedError}. */
  show(stream: string): Promise<ParkedStream>;
  /**
   * Applies the stream from the parked revision to its end, from the log. Where it fails again it stays parked,
   * with its attempts added up. The projector that writes the generation steps back meanwhile and returns by itself.
   */
  retry(stream: string): Promise<RetryOutcome>;
  /** Gives the stream up: its later events are passed over for good, and the list says so. A retry takes it back. */
  discard(stream: string): Promise<ParkedStream>;
}

export function parkedStreams(options: ParkedStreamsOptions): ParkedStreams {
  const { projection, clock, ids } = options;
  const list = async (): Promise<readonly ParkedStream[]> => (await activeReader(projection)).parked();
  const show = async (stream: string): Promise<ParkedStream> => {
    const found = (await list()).find((each) => each.stream === stream);
    if (!found) throw new NotParkedError(`${stream} is not parked in ${projection.spec.name}`);
    return found;
  };
  const owning = async <T>(work: (generation: GenerationWriter, owner: string) => Promise<T>): Promise<T> => {
    const generation = await projection.open((await activeReader(projection)).generation);
    const owner = `operator-${ids.next()}`;
    await generation.claim(owner);
    try {
      return await work(generation, owner);
    } finally {
      await generation.release(owner);
    }
  };

  return {
    list,
    show,
    retry: (stream) => owning(async (generation, owner) => retry(options, generation, owner, await show(stream))),
    discard: (stream) =>
      owning(async (generation, owner) => {
        const parked = { ...(await show(stream)), discardedAt: isoNow(clock) };
        const checkpoint = (await generation.checkpoint()) ?? '';
        await generation.commit({ owner, checkpoint, writes: [], revisions: new Map(), park: [parked] });
        return parked;
      }),
  };
}

async function retry(
  options: ParkedStreamsOptions,
  generation: GenerationWriter,
  owner: string,
  before: ParkedStream,
): Promise<RetryOutcome> {
  const { stream } = before;
  const projector = await BatchProjector.open({ ...options, generation, owner });
  projector.unpark(stream);
  const events = await Array.fromAsync(options.eventStore.readStream(stream, { from: before.revision }));
  const checkpoint = readCheckpoint(await generation.checkpoint()).feed ?? '';
  const { applied, parked } = await projector.project({ events, checkpoint, attemptsBefore: before.attempts });
  return { applied, parked: parked[0] ?? null };
}
