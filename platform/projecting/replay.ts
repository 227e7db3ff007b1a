import type { EventFeed } from '../event-feed/port.ts';
import type { EventStore } from '../event-store/port.ts';
import type { Clock } from '../clock/port.ts';
import type { EventDefinition } from '@shop/shared-events';
import type { Ids } from '../ids/port.ts';
import type { ParkedStream, ProjectionStore, ReadStore } from '../read-store/port.ts';
import { withSpan } from '../telemetry/tracing.ts';
import { BuildLease } from './build-lease.ts';
import { beginBuild, dropUnfinished, type Build } from './build.ts';
import type { OpenPersonalData } from './current-events.ts';
import type { ReadModel } from './read-model.ts';
import { Progress, type ReplayProgress } from './replay-progress.ts';
import { SampledStreams } from './sample.ts';
import { verifyGeneration, type Verification } from './verify.ts';

/** So many events lie in the sample that is folded again, about. */
const SAMPLED_EVENTS = 20_000;

/** Another process builds this projection, or one that was killed less than ten seconds ago did. */
export class ReplayRunningError extends Error {
  override readonly name = 'ReplayRunningError';
}

export interface ReplayOptions {
  readonly model: ReadModel;
  readonly store: ReadStore;
  readonly feed: Pick<EventFeed, 'checkpointAfter' | 'checkpointAtStart' | 'lag' | 'read'>;
  /** Where most events come from: the log itself by default, or the feed that projectors hear of them by. */
  readonly from?: 'log' | 'feed';
  readonly eventStore: EventStore;
  readonly openPersonalData: OpenPersonalData;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly catalogue?: ReadonlyMap<string, EventDefinition>;
  /** Stops the replay; the live generation stays as it is. */
  readonly signal?: AbortSignal;
  /** Spares the machine: no more than so many events a second are applied. */
  readonly mostEventsPerSecond?: number;
  readonly batchSize?: number;
  readonly onProgress?: (progress: ReplayProgress) => void;
  /** Read models of up to so many documents are folded again whole, which takes memory; 20,000 by default. */
  readonly mostFoldedWhole?: number;
}

export interface ReplayResult {
  readonly generation: number;
  readonly events: number;
  /** Building alone, without verification. */
  readonly seconds: number;
  readonly eventsPerSecond: number;
  readonly verification: Verification;
  readonly parked: readonly ParkedStream[];
}

/**
 * Builds a read model from the log into a new generation beside the live one, verifies it
 * ({@link verifyGeneration}), lets the live one rest for the moment of the last events, so that no reader goes
 * back in time, and switches over atomically. The old generation is kept for a rollback. Whatever fails before
 * the switch leaves the live generation as it was; what a killed replay left is dropped by the next one.
 * Throws {@link ReplayRunningError}, `ReplayVerificationError`, and what the stores throw.
 */
export async function replayProjection(options: ReplayOptions): Promise<ReplayResult> {
  const { model, store, clock, ids } = options;
  const projection = store.projection(model);
  const owner = `replay-${ids.next()}`;
  const lease = new BuildLease(projection, owner, clock);
  if (!(await lease.take())) {
    throw new ReplayRunningError(`another build of ${model.name} is running, or was killed less than ten seconds ago`);
  }
  try {
    const attributes = { projection: model.name };
    return await withSpan(`replay ${model.name}`, { attributes }, () => buildVerifyActivate(options, projection, owner, lease));
  } finally {
    await lease.end();
  }
}

async function buildVerifyActivate(
  options: ReplayOptions,
  projection: ProjectionStore,
  owner: string,
  lease: BuildLease,
): Promise<ReplayResult> {
  const { model, feed, clock, mostEventsPerSecond = Infinity } = options;
  const total = (await feed.lag(model.categories, null)).events;
  const sample = new SampledStreams(Math.max(1, Math.ceil(total / SAMPLED_EVENTS)));
  const progress = new Progress(clock, total, options.onProgress ?? (() => {}));
  const onBatch = async (events: number): Promise<void> => {
    await lease.verify();
    progress.applied(events);
    await clock.sleep(progress.aheadOf(mostEventsPerSecond), options.signal);
  };
  const build = await beginBuild({ ...options, projection, owner, sample, onBatch });
  try {
    await build.catchUp();
    const { events, seconds, eventsPerSecond } = progress.end();
    const onRead = async (read: number): Promise<void> => {
      await lease.verify();
      progress.verified(read);
    };
    const { generation, position } = build;
    const verification = await verifyGeneration({ ...options, generation, position, sample, onRead });
    await build.catchUp();
    const parked = await generation.parked();
    await switchOver(projection, build, owner);
    return { generation: generation.generation, events, seconds, eventsPerSecond, verification, parked };
  } catch (error) {
    await dropUnfinished(projection, build.generation.generation);
    throw error;
  }
}

/** The live generation is taken from its projector, so that it stands still and the new one is not behind it. */
async function switchOver(projection: ProjectionStore, build: Build, owner: string): Promise<void> {
  const active = await projection.active();
  const live = active ? await projection.open(active.generation) : null;
  await live?.claim(owner);
  try {
    await build.activate();
  } catch (error) {
    await live?.release(owner);
    throw error;
  }
}
