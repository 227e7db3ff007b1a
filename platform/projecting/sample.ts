import type { RecordedEvent } from '@shop/shared-events';
import type { DocumentObserver } from './documents-session.ts';

/** FNV-1a, 32 bits: the same streams are in the sample in every run. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/**
 * Watches a rebuild and finds out which documents a sample of the streams determines alone: those can be folded
 * again from the sampled streams and must come out equal. An event of the sample that reads a document which
 * other streams wrote, or that searches by field, depends on more than the sample: it is left out, and what it
 * writes leaves the set, as does what an event of another stream writes.
 */
export class SampledStreams implements DocumentObserver {
  readonly #oneIn: number;
  readonly #streams = new Set<string>();
  readonly #leftOut = new Set<bigint>();
  /** By collection: the documents sampled events wrote, and whether the sample alone determines them. */
  readonly #documents = new Map<string, Map<string, boolean>>();
  #event: RecordedEvent | null = null;
  #sampled = false;
  #dependsOnOthers = false;
  #written: { readonly collection: string; readonly key: string }[] = [];

  /** Every stream whose name hashes to 0 modulo `oneIn` is in the sample. */
  constructor(oneIn: number) {
    this.#oneIn = oneIn;
  }

  get streams(): ReadonlySet<string> {
    return this.#streams;
  }

  /** Positions of sampled events that must not be folded. */
  get leftOut(): ReadonlySet<bigint> {
    return this.#leftOut;
  }

  /** The documents that the sample alone determines. */
  documents(): { readonly collection: string; readonly key: string }[] {
    return [...this.#documents].flatMap(([collection, keys]) =>
      [...keys].filter(([, alone]) => alone).map(([key]) => ({ collection, key })),
    );
  }

  begin(event: RecordedEvent): void {
    this.#event = event;
    this.#sampled = hashOf(event.stream) % this.#oneIn === 0;
    this.#dependsOnOthers = false;
    this.#written = [];
    if (this.#sampled) this.#streams.add(event.stream);
  }

  read(collection: string, key: string, found: boolean): void {
    if (!this.#sampled || this.#written.some((each) => each.key === key && each.collection === collection)) return;
    const alone = this.#documents.get(collection)?.get(key) ?? !found;
    if (!alone) this.#dependsOnOthers = true;
  }

  listed(): void {
    this.#dependsOnOthers = true;
  }

  wrote(collection: string, key: string): void {
    if (this.#sampled) this.#written.push({ collection, key });
    else if (this.#documents.get(collection)?.has(key)) this.#documents.get(collection)?.set(key, false);
  }

  /** The event was applied. */
  end(): void {
    if (!this.#sampled) return;
    if (this.#dependsOnOthers && this.#event) this.#leftOut.add(this.#event.position);
    for (const { collection, key } of this.#written) {
      const keys = this.#documents.get(collection) ?? new Map<string, boolean>();
      this.#documents.set(collection, keys.set(key, (keys.get(key) ?? true) && !this.#dependsOnOthers));
    }
  }
}
