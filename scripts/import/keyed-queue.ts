/**
 * Runs tasks with a bound on how many at once; tasks of one key run one after the other, in the order in which
 * they were added. `add` waits while too many are under way, so that whoever adds is slowed down too.
 */
export class KeyedQueue {
  readonly #most: number;
  readonly #tails = new Map<string, Promise<void>>();
  readonly #room: (() => void)[] = [];
  #running = 0;
  #failure: { error: unknown } | null = null;

  constructor(most: number) {
    this.#most = most;
  }

  /** Throws what an earlier task threw. */
  async add(key: string, task: () => Promise<void>): Promise<void> {
    if (this.#running >= this.#most) await new Promise<void>((resolve) => this.#room.push(resolve));
    this.#check();
    this.#running++;
    const before = this.#tails.get(key) ?? Promise.resolve();
    const done = before
      .then(() => (this.#failure ? undefined : task()))
      .catch((error: unknown) => {
        this.#failure ??= { error };
      });
    this.#tails.set(key, done);
    void done.then(() => {
      if (this.#tails.get(key) === done) this.#tails.delete(key);
      this.#running--;
      this.#room.shift()?.();
    });
  }

  /** Resolves when everything added is done; throws what a task threw. */
  async drain(): Promise<void> {
    while (this.#tails.size > 0) await Promise.all(this.#tails.values());
    this.#check();
  }

  #check(): void {
    if (this.#failure) throw this.#failure.error;
  }
}
