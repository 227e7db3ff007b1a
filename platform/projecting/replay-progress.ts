import type { Clock } from '../clock/port.ts';

/** How far a replay is. */
export interface ReplayProgress {
  readonly phase: 'building' | 'verifying';
  /** Events applied, or read again while verifying. */
  readonly done: number;
  readonly total: number;
  readonly eventsPerSecond: number;
  /** Null while nothing was measured yet. */
  readonly secondsLeft: number | null;
}

/** Keeps count of a replay and tells it on. */
export class Progress {
  readonly #clock: Clock;
  readonly #tell: (progress: ReplayProgress) => void;
  #total: number;
  #phase: ReplayProgress['phase'] = 'building';
  #since: number;
  #done = 0;

  constructor(clock: Clock, total: number, tell: (progress: ReplayProgress) => void) {
    this.#clock = clock;
    this.#total = total;
    this.#tell = tell;
    this.#since = clock.now();
  }

  applied(events: number): void {
    this.#done += events;
    this.#total = Math.max(this.#total, this.#done);
    this.#told();
  }

  /** Milliseconds to rest so that no more than so many events a second are applied. */
  aheadOf(mostEventsPerSecond: number): number {
    return Math.max(0, (this.#done / mostEventsPerSecond) * 1000 - (this.#clock.now() - this.#since));
  }

  /** Building is done; what follows is verification. */
  end(): { readonly events: number; readonly seconds: number; readonly eventsPerSecond: number } {
    const seconds = (this.#clock.now() - this.#since) / 1000;
    const events = this.#done;
    this.#phase = 'verifying';
    this.#since = this.#clock.now();
    this.#done = 0;
    return { events, seconds, eventsPerSecond: seconds > 0 ? events / seconds : events };
  }

  verified(read: number): void {
    this.#done = Math.max(this.#done, read);
    this.#told();
  }

  #told(): void {
    const seconds = (this.#clock.now() - this.#since) / 1000;
    const eventsPerSecond = seconds > 0 ? this.#done / seconds : 0;
    const secondsLeft = eventsPerSecond > 0 ? Math.max(0, this.#total - this.#done) / eventsPerSecond : null;
    this.#tell({ phase: this.#phase, done: this.#done, total: this.#total, eventsPerSecond, secondsLeft });
  }
}
