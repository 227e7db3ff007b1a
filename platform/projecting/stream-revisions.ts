import type { GenerationReader } from '../read-store/port.ts';
import { RecentMap } from './recent-map.ts';

/** A stream in the current batch. */
export interface StreamState {
  /** Of the last event applied; -1 where there was none. */
  revision: number;
  /** What the store holds. */
  readonly stored: number;
  parked: boolean;
}

/** Where each stream stands, as the only writer of a generation knows it. */
export class StreamRevisions {
  readonly #reader: GenerationReader;
  readonly #fromEmpty: boolean;
  readonly #known: RecentMap<number>;
  #batch = new Map<string, StreamState>();

  constructor(reader: GenerationReader, options: { readonly hotStreams: number; readonly fromEmpty: boolean }) {
    this.#reader = reader;
    this.#fromEmpty = options.fromEmpty;
    this.#known = new RecentMap(options.hotStreams);
  }

  /** The states of a batch's streams; they are changed in place until the batch is committed. */
  async load(streams: Iterable<string>, parked: ReadonlyMap<string, unknown>): Promise<ReadonlyMap<string, StreamState>> {
    const unknown: string[] = [];
    const add = (stream: string, revision: number): void =>
      void this.#batch.set(stream, { revision, stored: revision, parked: parked.has(stream) });
    for (const stream of streams) {
      if (this.#batch.has(stream)) continue;
      const revision = this.#known.get(stream) ?? (this.#fromEmpty && this.#known.complete ? -1 : undefined);
      if (revision === undefined) unknown.push(stream);
      add(stream, revision ?? -1);
    }
    if (unknown.length > 0) for (const [stream, revision] of await this.#reader.revisions(unknown)) add(stream, revision);
    return this.#batch;
  }

  /** Streams seen since the last commit. */
  get size(): number {
    return this.#batch.size;
  }

  /** What the batch changed. */
  changes(): ReadonlyMap<string, number> {
    const changes = new Map<string, number>();
    for (const [stream, { revision, stored }] of this.#batch) if (revision !== stored) changes.set(stream, revision);
    return changes;
  }

  committed(): void {
    for (const [stream, { revision }] of this.#batch) this.#known.set(stream, revision);
    this.#batch = new Map();
  }
}
