import { categoryOf, type RecordedEvent } from '@shop/shared-events';
import {
  DestinationLostError,
  EventPublisherUnavailableError,
  type RenewablePublisher,
} from '@shop/platform/event-publisher/port.ts';

interface Topic {
  readonly id: string;
  readonly events: RecordedEvent[];
}

/** What becomes of a publish: `lost ack` keeps the events and does not say so, `refused` keeps none of them. */
export type Fate = 'kept' | 'lost ack' | 'refused';

/** A broker in memory, with a topic for each category, that can be away, lose acknowledgements, and lose topics. */
export class MemoryBroker {
  readonly #categories: readonly string[];
  readonly #topics = new Map<string, Topic>();
  #made = 0;
  away = false;
  /** What every publish waits for. */
  delay: () => Promise<void> = () => Promise.resolve();
  fate: () => Fate = () => 'kept';

  constructor(categories: readonly string[]) {
    this.#categories = categories;
  }

  /** What stands in the topic of a category now. */
  of(category: string): readonly RecordedEvent[] {
    return this.#topics.get(category)?.events ?? [];
  }

  get total(): number {
    return [...this.#topics.values()].reduce((sum, { events }) => sum + events.length, 0);
  }

  delete(category: string): void {
    this.#topics.delete(category);
  }

  /** Deletes the topic and makes it anew, before anybody looks. */
  replace(category: string): void {
    this.#topics.set(category, { id: `topic-${++this.#made}`, events: [] });
  }

  publisher(): RenewablePublisher {
    let found: ReadonlyMap<string, string> | null = null;
    let last: Promise<unknown> = Promise.resolve();
    const reachable = () => {
      if (this.away) throw new EventPublisherUnavailableError('the broker is away');
    };
    const lost = () => [...(found ?? [])].filter(([name, id]) => this.#topics.get(name)?.id !== id).map(([name]) => name);
    const write = async (session: ReadonlyMap<string, string>, events: readonly RecordedEvent[]): Promise<void> => {
      await this.delay();
      if (session !== found) throw new EventPublisherUnavailableError('failed before');
      try {
        reachable();
        const gone = lost().filter((category) => events.some(({ stream }) => categoryOf(stream) === category));
        if (gone.length > 0) throw new DestinationLostError(gone);
        const fate = this.fate();
        if (fate !== 'refused') for (const event of events) this.#topics.get(categoryOf(event.stream))?.events.push(event);
        if (fate !== 'kept') throw new EventPublisherUnavailableError(fate);
      } catch (error) {
        found = null;
        throw error;
      }
    };
    return {
      publish(events) {
        const session = found;
        if (session === null) return Promise.reject(new EventPublisherUnavailableError('not renewed'));
        const writing = last.then(() => write(session, events));
        last = writing.catch(() => undefined);
        return writing;
      },
      renew: async () => {
        found = null;
        await last;
        reachable();
        for (const category of this.#categories) if (!this.#topics.has(category)) this.replace(category);
        return (found = new Map([...this.#topics].map(([category, { id }]) => [category, id])));
      },
      newest: async () => {
        reachable();
        return [...this.#topics.values()].flatMap(({ events }) => events.slice(-1));
      },
      async lost() {
        reachable();
        return lost();
      },
      close: async () => undefined,
    };
  }
}
