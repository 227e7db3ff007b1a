import type { RecordedEvent } from '@shop/shared-events';
import { fromRecord, type ReadRecord, UnreadableRecordError } from '../../kafka/records.ts';
import { EventPublisherUnavailableError, type RenewablePublisher } from '../port.ts';
import { type Publish, type Round, type RoundOptions, takeRound } from './round.ts';
import type { Session } from './session.ts';

export interface KafkaPublisherOptions extends RoundOptions {
  /** Makes what is missing and starts a new session. */
  openSession(): Promise<Session>;
}

/**
 * Writes in rounds: one is on its way, the next is made meanwhile, and none is sent before the last was answered
 * for. So a partition never has two batches under way, and what is sent again cannot be overtaken.
 */
export class KafkaPublisher implements RenewablePublisher {
  readonly #options: KafkaPublisherOptions;
  readonly #queue: Publish[] = [];
  #session: Session | null = null;
  /** Why nothing is published until it is renewed. */
  #failed: unknown = new EventPublisherUnavailableError('the publisher was not renewed yet');
  #working: Promise<void> | null = null;
  #closed = false;

  constructor(options: KafkaPublisherOptions) {
    this.#options = options;
  }

  publish(events: readonly RecordedEvent[]): Promise<void> {
    if (this.#closed) return Promise.reject(new Error('the publisher is closed'));
    if (this.#failed !== null) return Promise.reject(this.#failed as Error);
    if (events.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#queue.push({ events, taken: 0, resolve, reject });
      this.#working ??= this.#work();
    });
  }

  async renew(): Promise<ReadonlyMap<string, string>> {
    if (this.#closed) throw new Error('the publisher is closed');
    // Nothing more goes out under the old session; what is on its way is waited for.
    this.#failed = new EventPublisherUnavailableError('the publisher is being renewed');
    await this.#working;
    await this.#session?.close();
    this.#session = null;
    const session = await this.#options.openSession();
    if (this.#closed) {
      // Closed meanwhile: nobody else would end the new session, and its connection keeps the process alive.
      await session.close();
      throw new Error('the publisher is closed');
    }
    this.#session = session;
    this.#failed = null;
    return session.topicIds;
  }

  async lost(): Promise<readonly string[]> {
    if (!this.#session) throw new EventPublisherUnavailableError('the publisher was not renewed yet');
    try {
      return await this.#session.lost();
    } catch (error) {
      throw new EventPublisherUnavailableError('Kafka does not tell its topics', { cause: error });
    }
  }

  async newest(): Promise<readonly RecordedEvent[]> {
    if (!this.#session) throw new EventPublisherUnavailableError('the publisher was not renewed yet');
    try {
      return (await this.#session.newest()).flatMap((record) => this.#readable(record));
    } catch (error) {
      throw new EventPublisherUnavailableError('Kafka does not tell its newest records', { cause: error });
    }
  }

  /** A record that somebody else wrote tells nothing of the log. */
  #readable(record: ReadRecord): readonly RecordedEvent[] {
    try {
      return [fromRecord(record, this.#options.secret)];
    } catch (error) {
      if (error instanceof UnreadableRecordError) return [];
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#failed ??= new Error('the publisher is closed');
    await this.#session?.close();
    await this.#working;
  }

  /** Writes rounds until nothing waits; ends at the first failure, with everything that waits. */
  async #work(): Promise<void> {
    // What is published in the same turn goes out together.
    await nextTurn();
    let current: Round | null = null;
    let next: Round | null = null;
    try {
      for (current = this.#take(); current; current = next ?? this.#take(), next = null) {
        const writing = (this.#session as Session).write(current.writes);
        // Let the request out before the next one takes the processor.
        await Promise.race([nextTurn(), writing]);
        try {
          next = this.#take();
        } finally {
          await writing;
        }
        for (const { resolve } of current.done) resolve();
      }
    } catch (error) {
      this.#failed ??= error;
      const waiting = [...(current?.done ?? []), ...(next?.done ?? []), ...this.#queue.splice(0)];
      for (const { reject } of waiting) reject(error);
    } finally {
      // In the same turn in which nothing was left to take: what comes next starts a new run.
      this.#working = null;
    }
  }

  #take(): Round | null {
    if (this.#failed !== null) throw this.#failed;
    if (this.#queue.length === 0) return null;
    return takeRound(this.#queue, this.#session as Session, this.#options);
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
