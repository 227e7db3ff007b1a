/** An event in the double's log. */
export interface Stored {
  readonly stream: string;
  readonly revision: bigint;
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
  /** Pieces of 100 ns since 1970. */
  readonly created: bigint;
  /** Where its record begins, in bytes of the log; the next one begins behind its end. */
  readonly position: bigint;
}

export type Proposed = Pick<Stored, 'id' | 'type' | 'contentType' | 'data' | 'metadata'>;

/** What a writer expects of a stream: its last revision, -1 for none, or one of the two that expect less. */
export type Expected = bigint | 'any' | 'stream_exists';

/** `position` is missing where the server does not know it any more. */
export type Outcome =
  | { readonly kept: true; readonly revision: bigint; readonly position: bigint | undefined }
  | { readonly kept: false; readonly current: bigint };

/** Bytes that a record takes beside its contents. */
const overhead = 96;

/** The log of a cluster: all its nodes have the same. Decides appends as the server's `IndexWriter.CheckCommit` does. */
export class DoubleLog {
  readonly events: Stored[] = [];
  readonly #streams = new Map<string, Stored[]>();
  readonly #growth = new Set<() => void>();
  /** The server has written something of its own before anybody else can. */
  #end = 128n;
  /** Answers what was appended before as a conflict, as a server does that has forgotten the ids. */
  forgetsIds = false;
  /** Answers what was appended before without its position. */
  forgetsPositions = false;
  /** Every so many appends the server writes something of its own before; 0 for never. */
  systemEventEvery = 0;
  #appends = 0;

  /** Where the next record begins. */
  get end(): bigint {
    return this.#end;
  }

  stream(name: string): readonly Stored[] {
    return this.#streams.get(name) ?? [];
  }

  append(stream: string, expected: Expected, events: readonly Proposed[]): Outcome {
    this.#appends++;
    if (this.systemEventEvery > 0 && this.#appends % this.systemEventEvery === 1)
      this.#write('$stats-127.0.0.1:2113', [statistics()]);
    const past = this.stream(stream);
    const current = BigInt(past.length) - 1n;
    if (expected === 'stream_exists' && current < 0n) return { kept: false, current };
    if (typeof expected === 'bigint' && expected !== current) {
      const before = expected < current && !this.forgetsIds ? this.#before(past, expected + 1n, events) : undefined;
      if (!before) return { kept: false, current };
      return { kept: true, revision: before.revision, position: this.forgetsPositions ? undefined : before.position };
    }
    const last = this.#write(stream, events);
    return { kept: true, revision: last.revision, position: last.position };
  }

  /** The last of the same events at the same place. */
  #before(past: readonly Stored[], first: bigint, events: readonly Proposed[]): Stored | undefined {
    const places = past.slice(Number(first), Number(first) + events.length);
    return places.length === events.length && places.every(({ id }, i) => id === events[i]?.id) ? places.at(-1) : undefined;
  }

  #write(stream: string, events: readonly Proposed[]): Stored {
    const past = this.#streams.get(stream) ?? [];
    this.#streams.set(stream, past);
    let last: Stored | undefined;
    for (const event of events) {
      last = { ...event, stream, revision: BigInt(past.length), created: BigInt(Date.now()) * 10_000n, position: this.#end };
      this.#end += BigInt(overhead + stream.length + event.data.length + event.metadata.length);
      past.push(last);
      this.events.push(last);
    }
    for (const wake of [...this.#growth]) wake();
    if (!last) throw new RangeError('an append without events');
    return last;
  }

  /** Calls back after each append; the answer ends that. */
  onGrowth(wake: () => void): () => void {
    this.#growth.add(wake);
    return () => void this.#growth.delete(wake);
  }

  /** Index of the first event at or behind a position. */
  indexFrom(position: bigint): number {
    let [low, high] = [0, this.events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.events[middle] as Stored).position < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function statistics(): Proposed {
  const none = new TextEncoder().encode('{}');
  return { id: crypto.randomUUID(), type: '$statsCollected', contentType: 'application/json', data: none, metadata: none };
}
