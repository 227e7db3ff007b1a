import type { Clock } from '../clock/port.ts';

const WINDOW_MS = 10_000;

/** Events per second over the last ten seconds. */
export class Rate {
  readonly #clock: Clock;
  #counts: { readonly at: number; readonly events: number }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(events: number): void {
    this.#forget();
    const last = this.#counts.at(-1);
    const at = Math.floor(this.#clock.now() / 1_000) * 1_000;
    if (last?.at === at) this.#counts[this.#counts.length - 1] = { at, events: last.events + events };
    else this.#counts.push({ at, events });
  }

  perSecond(): number {
    this.#forget();
    return this.#counts.reduce((sum, { events }) => sum + events, 0) / (WINDOW_MS / 1_000);
  }

  #forget(): void {
    const since = this.#clock.now() - WINDOW_MS;
    this.#counts = this.#counts.filter(({ at }) => at > since);
  }
}
