import { categoryOf, eventCatalogue, type EventDefinition, type RecordedEvent } from '@shop/shared-events';
import { isoNow, type Clock } from '../clock/port.ts';
import type { EventStore } from '../event-store/port.ts';
import type { KnownEvent } from '../event-store/rewound.ts';
import type { Commit, GenerationWriter, ParkedStream } from '../read-store/port.ts';
import { applyEvent, recorded, type Failure } from './apply-event.ts';
import { readCheckpoint, writeCheckpoint } from './checkpoint.ts';
import { currentEvents, type CurrentEvent, type OpenPersonalData } from './current-events.ts';
import { DocumentsSession, type DocumentObserver } from './documents-session.ts';
import type { ReadModel } from './read-model.ts';
import { StreamRevisions, type StreamState } from './stream-revisions.ts';

/** The event after which nothing personal of a customer may be left. */
export const customerErased = 'CustomerErased';

export interface BatchProjectorOptions {
  readonly model: ReadModel;
  /** Claimed by `owner`, and written by nobody else while this lives. */
  readonly generation: GenerationWriter;
  readonly owner: string;
  readonly eventStore: Pick<EventStore, 'readStream'>;
  readonly openPersonalData: OpenPersonalData;
  readonly clock: Clock;
  readonly catalogue?: ReadonlyMap<string, EventDefinition>;
  /** The generation is empty as yet: what was never written need not be looked for. */
  readonly fromEmpty?: boolean;
  /** Most documents per collection, and most streams, kept in memory between batches. */
  readonly hotDocuments?: number;
  readonly hotStreams?: number;
  readonly observer?: DocumentObserver & { begin(event: RecordedEvent): void; end(): void };
}

export interface ProjectedBatch {
  readonly events: readonly RecordedEvent[];
  /** The feed's checkpoint behind them. */
  readonly checkpoint: string;
  /** Attempts at the batch's first event that an earlier try has made; counted in where it is parked again. */
  readonly attemptsBefore?: number;
}

export interface BatchOutcome {
  readonly applied: number;
  /** Streams parked by this batch. */
  readonly parked: readonly ParkedStream[];
}

/**
 * Applies batches of events to one generation, one commit each. Of every stream the next revision is applied
 * and earlier ones are passed over; a gap is filled from the event store. An event that cannot be applied parks
 * its stream: its later events wait in the log, everything else goes on. After a throw the projector is useless,
 * since its memory may differ from the store: make a new one.
 */
export class BatchProjector {
  readonly #options: BatchProjectorOptions;
  readonly #documents: DocumentsSession;
  readonly #revisions: StreamRevisions;
  readonly #parked: Map<string, ParkedStream>;
  readonly #unparked = new Set<string>();
  #newlyParked: ParkedStream[] = [];
  #applied = 0;
  /** Personal data was removed since the last commit. */
  #erased = false;
  #last: KnownEvent | null;

  /** Reads where the generation stands and what it has parked, and begins. */
  static async open(options: BatchProjectorOptions): Promise<BatchProjector> {
    const { generation } = options;
    const { last } = readCheckpoint(await generation.checkpoint());
    return new BatchProjector(options, await generation.parked(), last);
  }

  private constructor(options: BatchProjectorOptions, parked: readonly ParkedStream[], last: KnownEvent | null) {
    const { model, generation, fromEmpty = false, hotDocuments = 300, hotStreams = 2_000, observer } = options;
    this.#options = options;
    this.#last = last;
    this.#documents = new DocumentsSession(model, generation, { hotDocuments, fromEmpty, ...(observer ? { observer } : {}) });
    this.#revisions = new StreamRevisions(generation, { hotStreams, fromEmpty });
    this.#parked = new Map(parked.map((each) => [each.stream, each]));
  }

  /** The stream's events are applied again from now on; it is unparked by the next commit. */
  unpark(stream: string): void {
    if (this.#parked.delete(stream)) this.#unparked.add(stream);
  }

  /** Applies a batch and commits it. Throws what the stores throw; then nothing was written. */
  async project({ events, checkpoint, attemptsBefore = 0 }: ProjectedBatch): Promise<BatchOutcome> {
    await this.apply(events);
    this.#newlyParked = this.#newlyParked.map((each) => addedUp(each, events[0], attemptsBefore));
    return this.commit(checkpoint);
  }

  /** How many documents and streams wait for the commit. */
  get uncommitted(): number {
    return this.#documents.size + this.#revisions.size;
  }

  /** Applies events without committing them: several batches may become one commit. */
  async apply(events: readonly RecordedEvent[]): Promise<void> {
    const { model } = this.#options;
    const mine = events.filter(({ stream }) => model.categories.includes(categoryOf(stream)));
    // The highest, not the latest: a feed brings partitions one after the other, and a retry goes back.
    for (const event of mine) if (this.#last === null || event.position > this.#last.position) this.#last = event;
    const streams = await this.#revisions.load(
      mine.map(({ stream }) => stream),
      this.#parked,
    );
    const waiting = mine.filter(({ stream, revision }) => {
      const state = streams.get(stream);
      return state && !state.parked && revision > state.revision;
    });
    const current = await this.#current(waiting);
    await this.#prefetch(current);
    for (const each of current) {
      const state = streams.get(recorded(each).stream);
      if (state) await this.#applyInOrder(each, state);
    }
  }

  /** Commits what was applied since the last commit, with the feed's checkpoint behind it. */
  async commit(checkpoint: string, options: Pick<Commit, 'bulk'> = {}): Promise<BatchOutcome> {
    const { generation, owner } = this.#options;
    const outcome = { applied: this.#applied, parked: this.#newlyParked };
    await generation.commit({
      ...{ owner, checkpoint: writeCheckpoint(checkpoint, this.#last), ...options },
      ...{ writes: this.#documents.writes(), revisions: this.#revisions.changes() },
      ...{ park: this.#newlyParked, unpark: [...this.#unparked], forget: this.#erased },
    });
    this.#documents.committed();
    this.#revisions.committed();
    this.#unparked.clear();
    this.#newlyParked = [];
    this.#applied = 0;
    this.#erased = false;
    return outcome;
  }

  #current(events: readonly RecordedEvent[]): Promise<CurrentEvent[]> {
    const { model, catalogue = eventCatalogue, openPersonalData } = this.#options;
    return currentEvents(events, { catalogue, ...(model.readsPersonalData ? { openPersonalData } : {}) });
  }

  async #prefetch(current: readonly CurrentEvent[]): Promise<void> {
    const { prefetch, prefetchBehind } = this.#options.model;
    const readable = current.flatMap((each) => ('unreadable' in each ? [] : [each]));
    if (prefetch) await this.#documents.prefetch(readable.flatMap((each) => prefetch(each)));
    if (prefetchBehind) await this.#documents.prefetch(readable.flatMap((each) => prefetchBehind(each, this.#documents)));
  }

  async #applyInOrder(current: CurrentEvent, state: StreamState): Promise<void> {
    const { stream, revision } = recorded(current);
    if (revision > state.revision + 1 && !state.parked) await this.#fillGap(stream, state, revision);
    if (revision === state.revision + 1 && !state.parked) await this.#apply(current, state);
  }

  /** Applies what the feed left out before `until`; where the log does not hold it, the stream is parked. */
  async #fillGap(stream: string, state: StreamState, until: number): Promise<void> {
    const from = state.revision + 1;
    for await (const event of this.#options.eventStore.readStream(stream, { from, limit: until - from })) {
      const [current] = await this.#current([event]);
      if (event.revision !== state.revision + 1 || !current) break;
      await this.#apply(current, state);
      if (state.parked) return;
    }
    const missing = state.revision + 1;
    const error = `the log does not hold revision ${missing} of ${stream}`;
    if (missing < until) this.#park(stream, state, missing, { error, attempts: 1 });
  }

  async #apply(current: CurrentEvent, state: StreamState): Promise<void> {
    const { model, clock, observer } = this.#options;
    const event = recorded(current);
    observer?.begin(event);
    const failure = await applyEvent(model, current, this.#documents, clock);
    if (failure) return this.#park(event.stream, state, event.revision, failure);
    observer?.end();
    state.revision = event.revision;
    this.#applied++;
    if (model.readsPersonalData && event.type === customerErased) this.#erased = true;
  }

  #park(stream: string, state: StreamState, revision: number, failure: Failure): void {
    const parked = { stream, revision, ...failure, parkedAt: isoNow(this.#options.clock) };
    state.parked = true;
    this.#parked.set(stream, parked);
    this.#newlyParked.push(parked);
  }
}

function addedUp(parked: ParkedStream, first: RecordedEvent | undefined, before: number): ParkedStream {
  const same = parked.stream === first?.stream && parked.revision === first.revision;
  return same ? { ...parked, attempts: parked.attempts + before } : parked;
}
