import type { RecordedEvent } from '@shop/shared-events';
import type { Document, ProjectionSpec } from '../read-store/port.ts';

export interface DocumentKey {
  readonly collection: string;
  readonly key: string;
}

/** The documents a read model sees while events are applied; changes become visible when the batch commits. */
export interface Documents {
  get<D extends Document>(collection: string, key: string): Promise<D | null>;
  put(collection: string, key: string, document: Document): void;
  delete(collection: string, key: string): void;
  /** Keys whose field holds this value, uncommitted changes of this batch included. */
  keysWhere(collection: string, field: string, value: string): Promise<readonly string[]>;
}

/** Documents as far as they are known without asking the store; null where there is none, undefined where nobody knows. */
export interface KnownDocuments {
  peek<D extends Document>(collection: string, key: string): D | null | undefined;
}

/**
 * A read model: a pure function from events to documents. It gets the events of its categories, each
 * stream in order and each revision once. It must not keep state of its own, read clocks or cause effects.
 */
export interface ReadModel extends ProjectionSpec {
  readonly categories: readonly string[];
  /** Documents the event will ask for, so that a batch fetches them in one go. Only a hint. */
  readonly prefetch?: (event: RecordedEvent) => readonly DocumentKey[];
  /** Documents whose keys stand in those, fetched after them in one go too: one by one they would each wait. Only a hint. */
  readonly prefetchBehind?: (event: RecordedEvent, known: KnownDocuments) => readonly DocumentKey[];
  /** Where true, personal data in events arrives opened (`null` where the customer was erased). */
  readonly readsPersonalData?: boolean;
  readonly apply: (event: RecordedEvent, documents: Documents) => Promise<void>;
}
