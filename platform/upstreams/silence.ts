import { isAlive } from './alive.ts';
import type { Instance } from './instance.ts';

const tickMs = 1_000;

/**
 * Finds instances that hang: requests are under way there, none was answered for a second, and /livez is not
 * answered either. Without it each of them would be found only by requests that wait out their whole time.
 * Many that merely wait (`Prefer: wait`) are asked for /livez, answer, and are left alone.
 */
export class SilenceWatch {
  readonly #instances: () => readonly Instance[];
  readonly #found: (instance: Instance) => void;
  readonly #timer: NodeJS.Timeout;
  readonly #asked = new Set<Instance>();
  /** Answers counted at the last tick of those that had requests under way. */
  #before = new Map<Instance, number>();

  constructor(instances: () => readonly Instance[], found: (instance: Instance) => void) {
    this.#instances = instances;
    this.#found = found;
    this.#timer = setInterval(() => this.#tick(), tickMs);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #tick(): void {
    const busy = this.#instances().filter(({ pending, health }) => pending > 0 && !health.ejected);
    for (const instance of busy) {
      if (this.#before.get(instance) === instance.health.answers && !this.#asked.has(instance)) void this.#look(instance);
    }
    this.#before = new Map(busy.map((instance) => [instance, instance.health.answers]));
  }

  async #look(instance: Instance): Promise<void> {
    this.#asked.add(instance);
    const { answers } = instance.health;
    const alive = await isAlive(instance);
    this.#asked.delete(instance);
    // One that answered anything meanwhile does not hang, it is slow.
    if (!alive && instance.health.answers === answers) this.#found(instance);
  }
}
