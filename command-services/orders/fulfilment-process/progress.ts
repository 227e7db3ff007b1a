/**
 * How far a feed has been worked through when events finish in any order: the checkpoint of the last batch
 * before which, and in which, nothing is unfinished.
 */
export class Progress {
  readonly #batches: { readonly checkpoint: string; readonly events: number; unfinished: number }[] = [];
  #checkpoint: string | null;
  #eventsBehind = 0;

  constructor(checkpoint: string | null) {
    this.#checkpoint = checkpoint;
  }

  /** Takes a batch on; what it returns is called once for each of its events when that is finished. */
  begin(checkpoint: string, events: number): () => void {
    const batch = { checkpoint, events, unfinished: events };
    this.#batches.push(batch);
    this.#settle();
    return () => {
      batch.unfinished--;
      this.#settle();
    };
  }

  /** Null before the first batch is finished. */
  get checkpoint(): string | null {
    return this.#checkpoint;
  }

  /** Events finished since `written` was last called: nothing but time has passed where there are none. */
  get eventsBehind(): number {
    return this.#eventsBehind;
  }

  written(events: number): void {
    this.#eventsBehind -= events;
  }

  #settle(): void {
    for (let first = this.#batches[0]; first && first.unfinished === 0; first = this.#batches[0]) {
      this.#batches.shift();
      this.#checkpoint = first.checkpoint;
      this.#eventsBehind += first.events;
    }
  }
}
