import type { Log } from '@shop/platform/telemetry/port.ts';

/** Takes parts down in the reverse of the order in which they came up. */
export class Teardown {
  readonly #log: Log;
  readonly #steps: { readonly name: string; readonly stop: () => unknown }[] = [];

  constructor(log: Log) {
    this.#log = log;
  }

  add(name: string, stop: () => unknown): void {
    this.#steps.push({ name, stop });
  }

  /** Every part gets its turn, also where an earlier one fails; again does nothing. */
  async run(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step.stop();
      } catch (error) {
        this.#log.error('a part did not stop cleanly', { part: step.name, error: String(error) });
      }
    }
  }
}
