import { EventStoreUnavailableError } from '../port.ts';
import type { Outcome } from './batch-writer.ts';
import type { WireAppend } from './rows.ts';

/** Where batches of appends are written, each as a whole or not at all. */
export interface BatchSink {
  /** The outcome of each append, in order. Rejects where the sink is gone: the outcomes are unknown. */
  commit(batch: readonly WireAppend[]): Promise<readonly Outcome[]>;
  /** False once the sink is gone. */
  readonly working: boolean;
  close(): Promise<void>;
}

export interface QueueBounds {
  /** Most appends that may wait or be under way, and most characters of theirs. */
  readonly appends: number;
  readonly characters: number;
  /** Batches handed over and not yet answered. */
  readonly batches: number;
}

/** Most appends of one batch. */
const mostAppends = 1_024;

interface Waiting {
  readonly append: WireAppend;
  readonly size: number;
  settle(outcome: Outcome): void;
}

/**
 * Gathers what one turn of the event loop brings and hands it to the writer as one batch, so that callers
 * share a sync of the disk. More than the bounds is refused at once.
 */
export class AppendQueue {
  readonly #open: () => Promise<BatchSink>;
  readonly #answered: () => void;
  readonly #bounds: QueueBounds;
  #sink: Promise<BatchSink> | undefined;
  readonly #waiting: Waiting[] = [];
  #appends = 0;
  #characters = 0;
  #batches = 0;
  #scheduled = false;
  #idle: (() => void) | undefined;

  /**
   * `open` gives the sink with the first append, so that who only reads has none, and another where it is
   * gone. `answered` is called after the outcomes of a batch were told.
   */
  constructor(open: () => Promise<BatchSink>, answered: () => void, bounds: QueueBounds) {
    this.#open = open;
    this.#answered = answered;
    this.#bounds = bounds;
  }

  append(append: WireAppend): Promise<Outcome> {
    const size = append[3].reduce((sum, [, , , data, metadata]) => sum + data.length + metadata.length, 0);
    if (this.#appends >= this.#bounds.appends || (this.#appends > 0 && this.#characters + size > this.#bounds.characters)) {
      throw new EventStoreUnavailableError('too many appends are waiting for the event log; nothing was written');
    }
    this.#appends++;
    this.#characters += size;
    return new Promise((settle) => {
      this.#waiting.push({ append, size, settle });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#waiting.length === 0 || this.#batches >= this.#bounds.batches) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      void this.#write();
    });
  }

  async #write(): Promise<void> {
    const batch = this.#waiting.splice(0, mostAppends);
    this.#batches++;
    this.#schedule();
    const outcomes = await this.#commit(batch.map(({ append }) => append));
    this.#batches--;
    for (const [i, { size, settle }] of batch.entries()) {
      this.#appends--;
      this.#characters -= size;
      settle(outcomes[i] ?? ['unavailable', 'the writer of the event log did not answer']);
    }
    this.#answered();
    this.#schedule();
    if (this.#appends === 0) this.#idle?.();
  }

  async #commit(batch: readonly WireAppend[]): Promise<readonly Outcome[]> {
    try {
      return await (await this.#working()).commit(batch);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return batch.map(() => ['unavailable', reason]);
    }
  }

  async #working(): Promise<BatchSink> {
    const current = this.#sink;
    const works = await current?.then((sink) => sink.working).catch(() => false);
    if (!works && this.#sink === current) this.#sink = this.#open();
    return this.#sink as Promise<BatchSink>;
  }

  /** Finishes what was taken on, then lets the sink go. The caller takes care that nothing comes after. */
  async close(): Promise<void> {
    if (this.#appends > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
    const sink = await this.#sink?.catch(() => undefined);
    await sink?.close();
  }
}
