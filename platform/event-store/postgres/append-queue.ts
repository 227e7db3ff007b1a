import { EventStoreUnavailableError } from '../port.ts';
import type { WireAppend } from './wire.ts';

/**
 * What came of an append: kept, with the position of its last event; refused, with the last revision found
 * (-1: no stream); or unavailable, with the reason.
 */
export type Outcome =
  | readonly [kind: 'kept', position: bigint]
  | readonly [kind: 'refused', actual: number]
  | readonly [kind: 'unavailable', reason: string];

/** Writes appends to different streams; the outcome of each, in order. Never rejects. */
export type Commit = (batch: readonly WireAppend[]) => Promise<readonly Outcome[]>;

export interface QueueBounds {
  /** Most appends that may wait or be under way, and most characters of theirs. */
  readonly appends: number;
  readonly characters: number;
  /** Most of one batch. */
  readonly batchAppends: number;
  readonly batchCharacters: number;
  /** Batches handed over and not yet answered. */
  readonly batches: number;
}

interface Waiting {
  readonly append: WireAppend;
  settle(outcome: Outcome): void;
}

/**
 * Gathers what comes while earlier batches are under way, at least what one turn of the event loop brings, and
 * writes it together, so that callers share a round trip and a sync of the disk. A batch has one append of a
 * stream; a second waits for the next. More than the bounds is refused at once.
 */
export class AppendQueue {
  readonly #commit: Commit;
  readonly #bounds: QueueBounds;
  #waiting: Waiting[] = [];
  readonly #busyStreams = new Set<string>();
  #appends = 0;
  #characters = 0;
  #batches = 0;
  #scheduled = false;
  #idle: (() => void) | undefined;

  constructor(commit: Commit, bounds: QueueBounds) {
    this.#commit = commit;
    this.#bounds = bounds;
  }

  append(append: WireAppend): Promise<Outcome> {
    const { appends, characters } = this.#bounds;
    if (this.#appends >= appends || (this.#appends > 0 && this.#characters + append.size > characters)) {
      throw new EventStoreUnavailableError('too many appends are waiting for the event log; nothing was written');
    }
    this.#appends++;
    this.#characters += append.size;
    return new Promise((settle) => {
      this.#waiting.push({ append, settle });
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

  /** Takes what may go together, in the order it came. */
  #take(): Waiting[] {
    const batch: Waiting[] = [];
    const left: Waiting[] = [];
    let characters = 0;
    for (const waiting of this.#waiting) {
      const { stream, size } = waiting.append;
      const full =
        batch.length >= this.#bounds.batchAppends || (batch.length > 0 && characters + size > this.#bounds.batchCharacters);
      if (full || this.#busyStreams.has(stream)) {
        left.push(waiting);
        continue;
      }
      this.#busyStreams.add(stream);
      characters += size;
      batch.push(waiting);
    }
    this.#waiting = left;
    return batch;
  }

  async #write(): Promise<void> {
    const batch = this.#take();
    if (batch.length === 0) return;
    this.#batches++;
    this.#schedule();
    const outcomes = await this.#commit(batch.map(({ append }) => append));
    this.#batches--;
    for (const [i, { append, settle }] of batch.entries()) {
      this.#busyStreams.delete(append.stream);
      this.#appends--;
      this.#characters -= append.size;
      settle(outcomes[i] ?? ['unavailable', 'the event log gave no answer']);
    }
    this.#schedule();
    if (this.#appends === 0) this.#idle?.();
  }

  /** Resolves when what was taken on is finished. The caller takes care that nothing comes after. */
  async drain(): Promise<void> {
    if (this.#appends > 0) await new Promise<void>((resolve) => (this.#idle = resolve));
  }
}
