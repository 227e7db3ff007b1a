interface Sent {
  readonly events: number;
  position: bigint;
  done: boolean;
}

/**
 * What has been handed to the publisher and is not confirmed yet, in order. Confirmations count from the front: a
 * position is reached when everything before it is.
 */
export class Window {
  readonly #most: number;
  readonly #reached: (position: bigint, events: number) => void;
  readonly #sent: Sent[] = [];
  #events = 0;
  #wake: (() => void) | null = null;
  #failed = false;
  /** The first thing that went wrong. */
  failure: unknown = null;

  /** `most` bounds the events in the window, but for the batch that passes it. */
  constructor(most: number, reached: (position: bigint, events: number) => void) {
    this.#most = most;
    this.#reached = reached;
  }

  get failed(): boolean {
    return this.#failed;
  }

  add(position: bigint, events: number, publishing: Promise<void>): void {
    const last = this.#sent.at(-1);
    // A stretch without events counts with what is before it: many of them must not make a long queue.
    if (events === 0 && last && !last.done) {
      last.position = position;
      return;
    }
    const sent = { position, events, done: false };
    this.#sent.push(sent);
    this.#events += events;
    publishing.then(
      () => {
        sent.done = true;
        if (!this.#failed) this.#advance();
        this.#wake?.();
      },
      (error: unknown) => {
        if (!this.#failed) this.failure = error;
        this.#failed = true;
        sent.done = true;
        this.#wake?.();
      },
    );
  }

  /** Resolves when there is room for another batch, or something went wrong. */
  async room(): Promise<void> {
    while (this.#events >= this.#most && !this.#failed) await this.#change();
  }

  /** Resolves when nothing is under way any more. */
  async rest(): Promise<void> {
    while (this.#sent.some(({ done }) => !done)) await this.#change();
  }

  #advance(): void {
    for (let first = this.#sent[0]; first?.done; first = this.#sent[0]) {
      this.#sent.shift();
      this.#events -= first.events;
      this.#reached(first.position, first.events);
    }
  }

  #change(): Promise<void> {
    return new Promise((resolve) => (this.#wake = resolve));
  }
}
