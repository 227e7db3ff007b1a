import type { Clock } from '@shop/platform/clock/port.ts';
import { EventStoreUnavailableError, type EventStore } from '@shop/platform/event-store/port.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import type { Checkpoints } from './checkpoints.ts';
import type { Journey } from './journey.ts';
import { lastEventUpTo } from './verify-store.ts';

/** How often the checkpoint is written. */
export interface CheckpointEvery {
  /** After this many events … */
  readonly events: number;
  /** … or this many milliseconds, where events were carried; */
  readonly ms: number;
  /**
   * after this many, where the log grew only by what is not carried. Such stretches are short (runners' own notes);
   * a checkpoint for each would be a note that calls for the next note.
   */
  readonly idleMs: number;
}

export interface KeeperDependencies {
  readonly store: EventStore;
  readonly checkpoints: Checkpoints;
  readonly clock: Clock;
  readonly log: Log;
  readonly every: CheckpointEvery;
  journey(): Journey;
}

/** Writes down how far the journey has come. A store that does not answer may wait until the next time. */
export class CheckpointKeeper {
  readonly #dependencies: KeeperDependencies;
  /** Events carried since the last checkpoint. */
  #events = 0;
  #writtenAt: number;
  /** How far the journey had come, and where in the log the last checkpoint stands: nothing to say again. */
  #written: bigint;
  #ownPosition = -1n;
  #writing: Promise<void> | null = null;
  #failure: unknown = null;

  constructor(dependencies: KeeperDependencies) {
    this.#dependencies = dependencies;
    this.#writtenAt = dependencies.clock.now();
    this.#written = dependencies.journey().main.position;
  }

  carried(events: number): void {
    this.#events += events;
    if (this.#events >= this.#dependencies.every.events) this.write().catch((error: unknown) => (this.#failure = error));
  }

  /** Until the signal aborts; rejects with what is not to be waited out. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, every } = this.#dependencies;
    while (!signal.aborted) {
      await clock.sleep(every.ms, signal).catch(() => undefined);
      if (this.#failure !== null) throw this.#failure;
      if (!signal.aborted && this.#due()) await this.write();
    }
  }

  #due(): boolean {
    const { clock, every, journey } = this.#dependencies;
    if (this.#events > 0) return true;
    const { position } = journey().main;
    const moved = position > this.#written && position !== this.#ownPosition;
    return moved && clock.now() - this.#writtenAt >= every.idleMs;
  }

  /** Writes what is done by now, if anything was done since the last time. */
  write(): Promise<void> {
    this.#writing ??= this.#write().finally(() => (this.#writing = null));
    return this.#writing;
  }

  /** Writes the last word, also where an earlier one is just being written. */
  async finish(): Promise<void> {
    await this.#writing?.catch(() => undefined);
    await this.write();
  }

  async #write(): Promise<void> {
    const { store, checkpoints, clock, log, journey } = this.#dependencies;
    const { main, refill, destinations } = journey();
    const [events, reached] = [this.#events, main.position];
    const refilled = refill && { categories: refill.categories, position: refill.position };
    if (events === 0 && reached === this.#written) return;
    try {
      const last = await lastEventUpTo(store, reached);
      if (last === null) return;
      const { position, id: eventId } = last;
      this.#ownPosition = await checkpoints.write({ position, eventId, destinations, refill: refilled });
      this.#events -= events;
      this.#written = reached;
      this.#writtenAt = clock.now();
    } catch (error) {
      if (!(error instanceof EventStoreUnavailableError)) throw error;
      log.warn('the checkpoint could not be written', { error });
    }
  }
}
