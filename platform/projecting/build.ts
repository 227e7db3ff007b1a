import type { EventDefinition } from '@shop/shared-events';
import type { Clock } from '../clock/port.ts';
import type { EventFeed } from '../event-feed/port.ts';
import type { EventStore } from '../event-store/port.ts';
import type { GenerationWriter, ProjectionStore } from '../read-store/port.ts';
import type { OpenPersonalData } from './current-events.ts';
import { catchUpFromFeed } from './catch-up.ts';
import { logRange } from './log-range.ts';
import { BatchProjector } from './project-batch.ts';
import type { ReadModel } from './read-model.ts';
import type { SampledStreams } from './sample.ts';

const BATCH = 5_000;
/** A bulk commit holds so many documents and streams at least: what changes often is written seldom. */
const UNCOMMITTED = 20_000;

export interface BuildOptions {
  readonly model: ReadModel;
  readonly projection: ProjectionStore;
  readonly eventStore: EventStore;
  readonly feed: Pick<EventFeed, 'checkpointAfter' | 'checkpointAtStart' | 'read'>;
  /** Where most events come from: the log itself by default. What the feed does not hold (yet) comes from the log. */
  readonly from?: 'log' | 'feed';
  readonly openPersonalData: OpenPersonalData;
  readonly clock: Clock;
  readonly catalogue?: ReadonlyMap<string, EventDefinition>;
  /** Holds the lease to build. */
  readonly owner: string;
  readonly signal?: AbortSignal;
  readonly sample?: SampledStreams;
  readonly batchSize?: number;
  readonly hotDocuments?: number;
  readonly hotStreams?: number;
  readonly mostUncommitted?: number;
  /** Called after every batch. */
  readonly onBatch?: (events: number) => Promise<void>;
}

/** A generation that is being built from the log. */
export interface Build {
  readonly generation: GenerationWriter;
  /** How far the log is in it. */
  readonly position: bigint;
  /** Applies the log up to its head. */
  catchUp(): Promise<void>;
  /** Catches up, writes the feed's checkpoint and makes the generation the active one. */
  activate(): Promise<void>;
}

/** Begins a new generation of a read model, empty. What an earlier build left unfinished is dropped. */
export async function beginBuild(options: BuildOptions): Promise<Build> {
  const { model, projection, eventStore, feed, owner, sample, signal, hotDocuments = 10_000, hotStreams = 200_000 } = options;
  await dropUnfinished(projection);
  const generation = await projection.create();
  await generation.claim(owner);
  const projector = await BatchProjector.open({
    ...options,
    ...{ generation, fromEmpty: true, hotDocuments, hotStreams },
    ...(sample ? { observer: sample } : {}),
  });
  let position = -1n;
  let fromFeed = options.from === 'feed';

  const apply = async (events: Parameters<BatchProjector['apply']>[0]): Promise<void> => {
    await projector.apply(events);
    if (projector.uncommitted >= (options.mostUncommitted ?? UNCOMMITTED)) await projector.commit('', { bulk: true });
    await options.onBatch?.(events.length);
  };

  const catchUp = async (): Promise<void> => {
    const { batchSize = BATCH } = options;
    const { categories } = model;
    if (fromFeed) {
      const reader = `${model.name}-rebuild`;
      position = await catchUpFromFeed({ feed, eventStore, reader, categories, apply, ...(signal ? { signal } : {}) });
      fromFeed = false;
    }
    const until = await eventStore.head();
    for await (const batch of logRange(eventStore, {
      categories,
      after: position,
      until,
      batchSize,
      ...(signal ? { signal } : {}),
    })) {
      await apply(batch.events);
      position = batch.position < until ? batch.position : until;
    }
    if (projector.uncommitted > 0) await projector.commit('', { bulk: true });
  };
  return {
    generation,
    get position() {
      return position;
    },
    catchUp,
    async activate() {
      await catchUp();
      await projector.commit(await feed.checkpointAfter(position), { bulk: true });
      await projection.activate(generation.generation);
    },
  };
}

/** Drops generations that were never activated: this one, or all of them. */
export async function dropUnfinished(projection: ProjectionStore, only?: number): Promise<void> {
  for (const { generation, state } of await projection.generations()) {
    if (state === 'building' && generation === (only ?? generation)) await projection.drop(generation);
  }
}
