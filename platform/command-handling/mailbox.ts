import { OverloadedError } from './errors.ts';

/**
 * Per-stream queues: at most one batch of a stream is worked on, in order of arrival, while what arrives
 * meanwhile gathers into the next batch. Streams do not wait for each other.
 */
export class Mailboxes<Item> {
  readonly #waiting = new Map<string, Item[]>();
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #work: (key: string, batch: readonly Item[]) => Promise<void>;
  readonly #maxBatch: number;
  readonly #maxWaiting: number;

  /** `work` must settle every item itself and never reject. */
  constructor(work: (key: string, batch: readonly Item[]) => Promise<void>, limits: { maxBatch: number; maxWaiting: number }) {
    this.#work = work;
    this.#maxBatch = limits.maxBatch;
    this.#maxWaiting = limits.maxWaiting;
  }

  /** Throws {@link OverloadedError} where the stream's queue is full. */
  post(key: string, item: Item): void {
    const queue = this.#waiting.get(key);
    if (queue) {
      if (queue.length >= this.#maxWaiting) throw new OverloadedError(`too many commands wait for ${key}`);
      queue.push(item);
      return;
    }
    this.#waiting.set(key, [item]);
    void this.#drain(key);
  }

  /** How many items wait in all queues. */
  get depth(): number {
    let items = 0;
    for (const queue of this.#waiting.values()) items += queue.length;
    return items;
  }

  /** Resolves when the batch that is worked on right now is done; at once where there is none. */
  async settled(key: string): Promise<void> {
    await this.#underWay.get(key);
  }

  async #drain(key: string): Promise<void> {
    for (let queue = this.#waiting.get(key); queue && queue.length > 0; queue = this.#waiting.get(key)) {
      const work = this.#work(key, queue.splice(0, this.#maxBatch));
      this.#underWay.set(key, work);
      await work;
    }
    this.#underWay.delete(key);
    this.#waiting.delete(key);
  }
}
