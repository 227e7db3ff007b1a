import { WakeUps } from '../wake-ups.ts';
import type { LogReader } from './log-reader.ts';

/**
 * How often the log is looked at for the appends of other connections, while somebody waits: often as long as they
 * come, so that who follows the log is milliseconds behind, else seldom, because every look costs 15 µs.
 */
const busyPollMs = 5;
const quietPollMs = 25;
/** So many looks in vain, a second, and the log counts as quiet. */
const mostLooksInVain = 200;

/** Wakes readers at the head: at once for appends of this process, by polling for those of others. */
export class Growth {
  readonly wakeUps = new WakeUps();
  readonly #reader: LogReader;
  #timer: NodeJS.Timeout | undefined;
  #seen: number | undefined;
  #inVain = mostLooksInVain;

  constructor(reader: LogReader) {
    this.#reader = reader;
  }

  /** Resolves when the log may have grown since it was last read in this turn of the event loop. */
  wait(signal: AbortSignal): Promise<void> {
    if (this.#timer === undefined && !signal.aborted) this.#poll();
    return this.wakeUps.wait(signal);
  }

  #poll(): void {
    const pause = this.#inVain < mostLooksInVain ? busyPollMs : quietPollMs;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.wakeUps.waiting === 0) {
        this.#seen = undefined;
        return;
      }
      const moved = this.#hasMoved();
      this.#inVain = moved ? 0 : this.#inVain + 1;
      if (moved) this.wakeUps.wake();
      this.#poll();
    }, pause);
  }

  /** A log that cannot be read counts as moved: whoever is woken reads and meets the error. */
  #hasMoved(): boolean {
    try {
      const head = this.#reader.head();
      const moved = head !== this.#seen;
      this.#seen = head;
      return moved;
    } catch {
      return true;
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    this.wakeUps.close();
  }
}
