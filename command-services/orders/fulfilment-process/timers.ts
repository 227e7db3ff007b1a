import { idOf, type FulfilmentProcessEvent } from '@shop/shared-events';
import type { Clock } from '@shop/platform/clock/port.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import { EarliestFirst } from './earliest-first.ts';

interface Deadline {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The event that set the deadline lies behind this position of the log. */
  readonly after: bigint;
}

/** Longer sleeps are taken in parts: timers of 32 bits end after 24 days. */
const longestSleepMs = 3_600_000;

/**
 * The open deadlines of all processes. They live in the processes' own streams; what is kept here is when to
 * look. A deadline stays open while it is being looked into, until it is set anew or cleared.
 */
export class Timers {
  readonly #clock: Clock;
  readonly #open = new Map<string, Deadline>();
  readonly #queue = new EarliestFirst();
  #wake = new AbortController();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(orderId: string, at: number, after: bigint): void {
    this.#open.set(orderId, { at, after });
    const earliest = this.#queue.first?.at ?? Infinity;
    this.#queue.add(at, orderId);
    if (at < earliest) this.#wake.abort();
  }

  clear(orderId: string): void {
    this.#open.delete(orderId);
  }

  get size(): number {
    return this.#open.size;
  }

  /** A position behind which every open deadline was set; null where none is open. */
  get setAfter(): bigint | null {
    let oldest: bigint | null = null;
    for (const { after } of this.#open.values()) if (oldest === null || after < oldest) oldest = after;
    return oldest;
  }

  /**
   * Finds the open deadlines in the processes' streams behind a position. What was set since the checkpoint
   * is found too, or comes again with the events after it.
   */
  async rebuild(store: EventStore, after: bigint): Promise<void> {
    const open = new Map<string, number>();
    for await (const event of store.readAll({ after, filter: { categories: ['fulfilmentProcess'] } })) {
      const orderId = idOf(event.stream);
      const { type, data } = event as unknown as FulfilmentProcessEvent;
      if (type === 'FulfilmentProcessEnded') open.delete(orderId);
      if (type !== 'FulfilmentProcessAdvanced') continue;
      if (data.deadline === null) open.delete(orderId);
      else open.set(orderId, Date.parse(data.deadline));
    }
    for (const [orderId, at] of open) this.set(orderId, at, after);
  }

  /** Calls `fire` for every deadline when its time has come, until the signal aborts. */
  async run(signal: AbortSignal, fire: (orderId: string, at: number) => Promise<void>): Promise<void> {
    const stop = () => this.#wake.abort();
    signal.addEventListener('abort', stop, { once: true });
    while (!signal.aborted) {
      this.#wake = new AbortController();
      const first = this.#queue.first;
      const wait = Math.min((first?.at ?? Infinity) - this.#clock.now(), longestSleepMs);
      if (wait > 0) await this.#sleep(wait);
      else if (first) {
        this.#queue.takeFirst();
        // Set anew or cleared since: not this one's time.
        if (this.#open.get(first.key)?.at === first.at) await fire(first.key, first.at);
      }
    }
    signal.removeEventListener('abort', stop);
  }

  async #sleep(ms: number): Promise<void> {
    const { signal } = this.#wake;
    try {
      await this.#clock.sleep(ms, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
}
