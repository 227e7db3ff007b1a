import { WakeUps } from '../wake-ups.ts';

/** How often the log is looked at, in milliseconds, while notifications are heard: they are a help, no promise. */
export const heardPollMs = 1_000;
/** And while they are not. */
const deafPollMs = 100;

/** Wakes readers at the head: at once for appends of this process and those notified, by polling for all others. */
export class Growth {
  readonly wakeUps = new WakeUps();
  readonly #listening: () => boolean;
  readonly #start: () => void;
  readonly #heardPollMs: number;
  #timer: NodeJS.Timeout | undefined;
  #woken = 0;

  /** `start` is called when somebody waits; `listening` tells whether notifications are heard. */
  constructor(start: () => void, listening: () => boolean, pollMs: number) {
    this.#start = start;
    this.#listening = listening;
    this.#heardPollMs = pollMs;
  }

  /** How often readers were woken: taken before a page is asked for, it tells {@link wait} what that page may have missed. */
  get woken(): number {
    return this.#woken;
  }

  wake(): void {
    this.#woken++;
    this.wakeUps.wake();
  }

  /** Resolves when the log may have grown since `woken` was what it was then, or when the signal aborts. */
  async wait(signal: AbortSignal, woken: number): Promise<void> {
    this.wakeUps.checkOpen();
    if (woken !== this.#woken) return;
    this.#start();
    if (this.#timer === undefined) this.#poll();
    await this.wakeUps.wait(signal);
  }

  #poll(): void {
    const pause = this.#listening() ? this.#heardPollMs : Math.min(deafPollMs, this.#heardPollMs);
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.wakeUps.waiting === 0) return;
      this.wake();
      this.#poll();
    }, pause);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.wakeUps.close();
  }
}
