import { eventCatalogue, idOf, upcast, type RecordedEvent } from '@shop/shared-events';
import type { EventFeed } from '@shop/platform/event-feed/port.ts';
import { EventStoreUnavailableError, type EventStore } from '@shop/platform/event-store/port.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import { createCheckpoints } from './checkpoints.ts';
import { Lanes } from './lanes.ts';
import { giveUp, manage, type ManagerDependencies, type Trigger } from './manager.ts';
import { heardTypes, type Heard, type Input } from './messages.ts';
import { persist } from './persist.ts';
import { Progress } from './progress.ts';
import { Timers } from './timers.ts';
import { traced } from './traced.ts';

export interface RunnerDependencies extends ManagerDependencies {
  readonly store: EventStore;
  readonly feed: EventFeed;
  readonly log: Log;
  /** Events and deadlines worked on at once. */
  readonly mostAtOnce?: number;
  /** A checkpoint is written after this many finished events, or this many milliseconds. */
  readonly checkpointEvery?: { readonly events: number; readonly ms: number };
}

/** Something that works in the background until it is told to stop. */
export interface FulfilmentRunner {
  /**
   * Drives all fulfilment processes until the signal aborts; what is under way is finished then, and the
   * checkpoint written. Rejects where the feed or the store fail: run it again, nothing is lost.
   */
  run(signal: AbortSignal): Promise<void>;
  readonly status: RunnerStatus;
}

export interface RunnerStatus {
  readonly checkpoint: string | null;
  /** Events and deadlines being worked on. */
  readonly underWay: number;
  readonly openDeadlines: number;
}

const reader = 'fulfilment-process';

export function createFulfilmentRunner(dependencies: RunnerDependencies): FulfilmentRunner {
  let current: Run | null = null;
  return {
    async run(signal) {
      current = new Run(dependencies);
      await current.until(signal);
    },
    get status() {
      return current?.status ?? { checkpoint: null, underWay: 0, openDeadlines: 0 };
    },
  };
}

class Run {
  readonly #dependencies: RunnerDependencies;
  readonly #lanes: Lanes;
  readonly #timers: Timers;
  readonly #checkpoints;
  readonly #stop = new AbortController();
  #progress = new Progress(null);
  /** Whatever is written from now on lies behind this position. */
  #seen = -1n;
  #writing: Promise<void> | null = null;

  constructor(dependencies: RunnerDependencies) {
    this.#dependencies = dependencies;
    this.#lanes = new Lanes(dependencies.mostAtOnce ?? 256);
    this.#timers = new Timers(dependencies.clock);
    this.#checkpoints = createCheckpoints(dependencies.store, dependencies.clock);
  }

  get status(): RunnerStatus {
    const { checkpoint } = this.#progress;
    return { checkpoint, underWay: this.#lanes.size, openDeadlines: this.#timers.size };
  }

  async until(signal: AbortSignal): Promise<void> {
    const { store } = this.#dependencies;
    const stop = () => this.#stop.abort(new Error('the fulfilment process stops'));
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    this.#seen = await store.head();
    const { checkpoint, deadlinesAfter } = await this.#checkpoints.read();
    this.#progress = new Progress(checkpoint);
    if (deadlinesAfter !== null) await this.#timers.rebuild(store, deadlinesAfter);
    const fire = (orderId: string, at: number) => this.#fire(orderId, at);
    const parts = [this.#listen(checkpoint), this.#timers.run(this.#stop.signal, fire), this.#writeNowAndThen()];
    try {
      await Promise.race(parts);
      // None of the parts ends by itself.
      if (!signal.aborted) throw new EventStoreUnavailableError('the feed of the fulfilment process has ended');
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      stop();
      signal.removeEventListener('abort', stop);
      await Promise.allSettled(parts);
      await this.#lanes.rest();
    }
    await this.#writeCheckpoint();
  }

  async #listen(checkpoint: string | null): Promise<void> {
    const { feed, checkpointEvery } = this.#dependencies;
    const { signal } = this.#stop;
    for await (const batch of feed.read({ reader, categories: ['order'], checkpoint, signal })) {
      const heard = batch.events.filter(({ type }) => heardTypes.has(type));
      const done = this.#progress.begin(batch.checkpoint, heard.length);
      for (const event of heard) {
        if (event.position > this.#seen) this.#seen = event.position;
        await this.#hear(event, done);
      }
      if (this.#progress.eventsBehind >= (checkpointEvery?.events ?? 2_000)) await this.#writeCheckpoint();
    }
  }

  #hear(event: RecordedEvent, done: () => void): Promise<void> {
    const { id, type, metadata, revision } = event;
    const { $correlationId: correlationId, traceparent } = metadata;
    const trigger = { id, revision, correlationId, traceparent, recordedAt: event.recordedAt };
    const input = (): Input => {
      const data = upcast(eventCatalogue, type, metadata.version, event.data);
      return { kind: 'heard', event: { type, data } as Heard };
    };
    return this.#go(idOf(event.stream), input, trigger, done);
  }

  #fire(orderId: string, at: number): Promise<void> {
    const trigger = { id: `deadline:${orderId}:${at}`, revision: -1, correlationId: orderId };
    return this.#go(
      orderId,
      () => ({ kind: 'due' }),
      trigger,
      () => undefined,
    );
  }

  /** Takes on one go at an order's process; its deadline is kept before the go counts as done. */
  #go(orderId: string, input: () => Input, trigger: Trigger, done: () => void): Promise<void> {
    const { clock, log } = this.#dependencies;
    const { signal } = this.#stop;
    const work = async () => {
      const after = this.#seen;
      const { deadline } = await persist(
        { clock, log, signal, orderId },
        () => traced(orderId, trigger, clock.now(), (trace) => manage(this.#dependencies, orderId, input(), trace)),
        (reason) => giveUp(this.#dependencies, orderId, trigger, reason),
      );
      if (deadline === null) this.#timers.clear(orderId);
      else this.#timers.set(orderId, Date.parse(deadline), after);
      done();
    };
    // Only a stop leaves anything undone: it comes again, since the checkpoint stays before it.
    return this.#lanes.add(orderId, work, (error) => log.info('left for the next start', { orderId, error }));
  }

  async #writeNowAndThen(): Promise<void> {
    const { clock, checkpointEvery } = this.#dependencies;
    const { signal } = this.#stop;
    while (!signal.aborted) {
      await clock.sleep(checkpointEvery?.ms ?? 2_000, signal).catch(() => undefined);
      await this.#writeCheckpoint();
    }
  }

  /** Writes how far everything is done, if anything was done since. An unreachable store may wait until the next time. */
  #writeCheckpoint(): Promise<void> {
    this.#writing ??= this.#writeProgress().finally(() => (this.#writing = null));
    return this.#writing;
  }

  async #writeProgress(): Promise<void> {
    const { checkpoint, eventsBehind } = this.#progress;
    if (checkpoint === null || eventsBehind === 0) return;
    try {
      await this.#checkpoints.write({ checkpoint, deadlinesAfter: this.#timers.setAfter });
      this.#progress.written(eventsBehind);
    } catch (error) {
      if (!(error instanceof EventStoreUnavailableError)) throw error;
      this.#dependencies.log.warn('the checkpoint could not be written', { error });
    }
  }
}
