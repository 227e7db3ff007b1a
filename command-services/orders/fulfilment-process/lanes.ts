/**
 * Work of one key runs one after the other, work of different keys side by side. At most `most` pieces are
 * under way or waiting: who brings more waits too.
 */
export class Lanes {
  readonly #most: number;
  readonly #tails = new Map<string, Promise<void>>();
  readonly #waitingForRoom: (() => void)[] = [];
  readonly #waitingForRest: (() => void)[] = [];
  #pieces = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** Resolves once the work is taken on. What it throws goes to `failed`. */
  async add(key: string, work: () => Promise<void>, failed: (error: unknown) => void): Promise<void> {
    while (this.#pieces >= this.#most) await new Promise<void>((resolve) => this.#waitingForRoom.push(resolve));
    this.#pieces++;
    const before = this.#tails.get(key) ?? Promise.resolve();
    const tail: Promise<void> = before
      .then(work)
      .catch(failed)
      .then(() => this.#done(key, tail));
    this.#tails.set(key, tail);
  }

  get size(): number {
    return this.#pieces;
  }

  /** Resolves when nothing is under way. */
  async rest(): Promise<void> {
    while (this.#pieces > 0) await new Promise<void>((resolve) => this.#waitingForRest.push(resolve));
  }

  #done(key: string, tail: Promise<void>): void {
    this.#pieces--;
    if (this.#tails.get(key) === tail) this.#tails.delete(key);
    this.#waitingForRoom.shift()?.();
    if (this.#pieces === 0) for (const resolve of this.#waitingForRest.splice(0)) resolve();
  }
}
