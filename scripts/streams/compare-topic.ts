import type { RecordedEvent } from '@shop/shared-events';
import { fingerprint, type LogIndex } from './log-index.ts';

const mostTold = 10;

/** What a topic's records say of the log they should be a copy of. */
export interface TopicComparison {
  readonly records: number;
  readonly events: number;
  /** Records that say what an earlier one said; a relay that starts again sends some twice. */
  readonly repeated: number;
  /** The first differences, a sentence each. */
  readonly differences: readonly string[];
  readonly differing: number;
}

/**
 * Holds a topic against the log: every event is there with the same content, the first appearance of each stream's
 * events is in order of revision, and nothing is there that the log does not know. Records beyond the index are
 * passed over.
 */
export class TopicAgainstLog {
  readonly #index: LogIndex;
  readonly #next = new Map<string, number>();
  readonly #differences: string[] = [];
  #differing = 0;
  #records = 0;
  #repeated = 0;

  constructor(index: LogIndex) {
    this.#index = index;
  }

  /** One record that could be read, in the topic's order. */
  take(event: RecordedEvent): void {
    this.#records++;
    const { stream, revision, position } = event;
    const known = this.#index.streams.get(stream)?.[revision];
    if (known === undefined) {
      if (position <= this.#index.until) this.tell(`${stream}@${revision} is in the topic, but not in the log`);
      return;
    }
    if (known !== fingerprint(event)) this.tell(`${stream}@${revision} says something else than the log`);
    const next = this.#next.get(stream) ?? 0;
    if (revision > next) this.tell(`${stream}@${revision} came before ${stream}@${next}`);
    if (revision < next) this.#repeated++;
    else this.#next.set(stream, revision + 1);
  }

  /** A record that is no event, or any other difference. */
  tell(difference: string): void {
    this.#differing++;
    if (this.#differences.length < mostTold) this.#differences.push(difference);
  }

  /** How many events of the log have not been seen yet. */
  missing(): number {
    let missing = 0;
    for (const [stream, revisions] of this.#index.streams) missing += revisions.length - (this.#next.get(stream) ?? 0);
    return missing;
  }

  finish(): TopicComparison {
    for (const [stream, revisions] of this.#index.streams) {
      const seen = this.#next.get(stream) ?? 0;
      if (seen < revisions.length) this.tell(`${stream}@${seen} is in the log, but not in the topic`);
    }
    return {
      records: this.#records,
      events: this.#index.events,
      repeated: this.#repeated,
      differences: this.#differences,
      differing: this.#differing,
    };
  }
}
