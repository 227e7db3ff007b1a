import type { FeedBatch } from '../event-feed/port.ts';
import { StoreRewoundError, verifyInLog } from '../event-store/rewound.ts';
import { FencedError, type GenerationWriter, type ProjectionStore } from '../read-store/port.ts';
import { isOutage } from './apply-event.ts';
import { type Checkpoint, readCheckpoint } from './checkpoint.ts';
import { coalesce } from './coalesce.ts';
import { buildFirst } from './first-build.ts';
import { inTraces } from './in-traces.ts';
import { messageOf } from './log.ts';
import { BatchProjector, customerErased } from './project-batch.ts';
import type { ProjectorOptions, ProjectorProgress, ProjectorState, ProjectorStatus } from './projector-options.ts';
import { Rate } from './rate.ts';
import { standBy } from './standby.ts';
import { watchOwner } from './watch-owner.ts';

export type { ProjectorOptions, ProjectorProgress, ProjectorState, ProjectorStatus } from './projector-options.ts';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;
const OTHERS_BUILD_MS = 200;
const advice = 'restore the log, or build the read model anew from this one (replay)';
/** Checkpoints that moved past other categories' events are written this seldom. */
const IDLE_COMMIT_MS = 5_000;

/** A projector at work. */
export interface Projector {
  /** Resolves when the signal has aborted and the last commit is done; never rejects. */
  readonly done: Promise<void>;
  status(): Promise<ProjectorStatus>;
}

/**
 * Keeps a read model up to date: writes the active generation from the feed, from its own checkpoint on. Where
 * there is none, or it was made for another version, one is built from the log first, while an old one keeps
 * answering. Of several projectors of one model the last to start writes; the others stand by
 * ({@link standBy}). Outages are waited out with growing pauses; nothing but the signal ends it. Where a model
 * that reads personal data learns that a customer was erased, its previous generation is dropped. A log that does not
 * hold the last event that came is not read on: the model stands still, `rewound`, until the log is restored or the model
 * was built anew.
 */
export function runProjector(options: ProjectorOptions): Projector {
  const running = new RunningProjector(options);
  return { done: running.run(), status: () => running.status() };
}

class RunningProjector {
  readonly #options: ProjectorOptions;
  readonly #projection: ProjectionStore;
  readonly #rate: Rate;
  #state: ProjectorState = 'unavailable';
  #generation: number | null = null;
  #position: string | null = null;
  #failures = 0;
  #committedAt = 0;
  /** Only a process that has not projected yet decides that a generation of another version must be replaced. */
  #mayReplace = true;

  constructor(options: ProjectorOptions) {
    this.#options = options;
    this.#projection = options.store.projection(options.model);
    this.#rate = new Rate(options.clock);
  }

  async run(): Promise<void> {
    const { signal, log, model } = this.#options;
    while (!signal.aborted) {
      try {
        await this.#buildOrProject();
      } catch (error) {
        if (!signal.aborted) await this.#waitOut(error);
      }
    }
    log.info(`the projector of ${model.name} has stopped`, { generation: this.#generation, position: this.#position });
  }

  async status(): Promise<ProjectorStatus> {
    const { model, feed, eventStore } = this.#options;
    const { state: status, ...known } = this.#progress();
    try {
      const checkpoint = readCheckpoint((await (await this.#projection.active())?.checkpoint()) ?? null).feed;
      const [head, lag] = [await eventStore.head(), await feed.lag(model.categories, checkpoint)];
      return { ...known, status, head: head.toString(), lagEvents: lag.events, lagSeconds: lag.seconds };
    } catch (error) {
      if (!isOutage(error)) throw error;
      return { ...known, status, head: null, lagEvents: null, lagSeconds: null };
    }
  }

  async #buildOrProject(): Promise<void> {
    const { model, log } = this.#options;
    try {
      const active = (await this.#projection.generations()).find(({ state }) => state === 'active');
      if (!active || (!active.fits && this.#mayReplace)) return await this.#build();
      if (!active.fits) throw new FencedError(`${model.name} is served in another version`);
      this.#mayReplace = false;
      await this.#project(await this.#projection.open(active.generation));
    } catch (error) {
      if (!(error instanceof FencedError)) throw error;
      log.info(`the projector of ${model.name} stands by`, { reason: error.message });
      this.#set('fenced');
      await standBy(this.#generation, { ...this.#options, projection: this.#projection });
    }
  }

  /** Builds the first generation, or that of a new version; where another process does, waits a little. */
  async #build(): Promise<void> {
    const { clock, signal } = this.#options;
    this.#set('building');
    const built = await buildFirst({
      ...this.#options,
      projection: this.#projection,
      onBegun: (generation) => (this.#generation = generation),
      onApplied: (events, position) => {
        this.#rate.add(events);
        this.#set('building', position.toString());
      },
    });
    if (!built) await clock.sleep(OTHERS_BUILD_MS, signal);
  }

  /** Writes a generation until the signal aborts, the feed fails or another writer takes over. */
  async #project(generation: GenerationWriter): Promise<void> {
    const { model, feed, eventStore, clock, ids, signal, batchSize = 500 } = this.#options;
    const owner = `projector-${ids.next()}`;
    this.#generation = generation.generation;
    const { last } = readCheckpoint(await generation.checkpoint());
    if (last) await verifyInLog(eventStore, [last], { was: `read by ${model.name}`, advice });
    await generation.claim(owner);
    const projector = await BatchProjector.open({ ...this.#options, generation, owner });
    const from = this.#startOf(readCheckpoint(await generation.checkpoint()));
    this.#set('live', from);
    const stop = new AbortController();
    const wanted = AbortSignal.any([signal, stop.signal]);
    const watch = watchOwner(this.#projection, generation, owner, clock, stop);
    try {
      const { categories } = model;
      const batches = feed.read({ reader: model.name, categories, checkpoint: from, signal: wanted });
      for await (const batch of coalesce(batches, batchSize, () => stop.abort())) await this.#commit(projector, batch, batchSize);
    } catch (error) {
      if (!wanted.aborted || !(error instanceof Error) || error.name !== 'AbortError') throw error;
    } finally {
      stop.abort();
    }
    const failure = await watch;
    if (failure) throw failure;
    if (!signal.aborted) throw new Error(`the feed of ${model.name} ended`);
    await generation.release(owner);
  }

  /**
   * The log is known to be the same up to the last event that came, no further: behind that it may have been rewound, and
   * hold other events now at places that the checkpoint has passed. Nothing of this model's was there, so that reading on
   * from its last event costs next to nothing.
   */
  #startOf({ feed: checkpoint, last }: Checkpoint): string | null {
    const { feed, model } = this.#options;
    return checkpoint === null ? null : feed.notBeyond(model.categories, checkpoint, last?.position ?? -1n);
  }

  async #commit(projector: BatchProjector, { events, checkpoint }: FeedBatch, size: number): Promise<void> {
    const { clock, log, model } = this.#options;
    this.#failures = 0;
    if (events.length === 0 && clock.now() - this.#committedAt < IDLE_COMMIT_MS) return;
    for (let from = 0; from === 0 || from < events.length; from += size) {
      const isLast = from + size >= events.length;
      const piece = { events: events.slice(from, from + size), checkpoint: isLast ? checkpoint : (this.#position ?? '') };
      // Before the commit: after a crash between the two it is done again.
      if (model.readsPersonalData && piece.events.some(({ type }) => type === customerErased)) await this.#dropPrevious();
      const { applied, parked } = await inTraces(this.#options, piece.events, () => projector.project(piece));
      this.#options.observe?.projected(model.name, piece.events.length);
      for (const each of parked) log.error(`${model.name} has parked ${each.stream} at revision ${each.revision}`, each);
      this.#committedAt = clock.now();
      this.#rate.add(applied);
      this.#set('live', piece.checkpoint);
    }
  }

  /** Nobody writes a previous generation, so nobody would erase from it either. */
  async #dropPrevious(): Promise<void> {
    for (const { generation, state } of await this.#projection.generations()) {
      if (state === 'previous') await this.#projection.drop(generation);
    }
  }

  async #waitOut(error: unknown): Promise<void> {
    const { clock, log, model, signal } = this.#options;
    const message = `the projector of ${model.name} goes on in a while: ${messageOf(error)}`;
    if (error instanceof StoreRewoundError) {
      if (this.#state !== 'rewound') log.error(message);
      this.#set('rewound');
    } else {
      if (!isOutage(error)) log.error(message, { error });
      else if (this.#failures === 0) log.warn(message);
      this.#set('unavailable');
    }
    const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures++);
    // A stop ends the pause too.
    await clock.sleep(pause, signal).catch(() => {});
  }

  #set(state: ProjectorState, position = this.#position): void {
    this.#state = state;
    this.#position = position;
    this.#options.onProgress?.(this.#progress());
  }

  #progress(): ProjectorProgress {
    const known = { name: this.#options.model.name, state: this.#state, generation: this.#generation, position: this.#position };
    return { ...known, eventsPerSecond: this.#rate.perSecond() };
  }
}
