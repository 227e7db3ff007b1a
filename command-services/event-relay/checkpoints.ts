import type { EventRelayEvent } from '@shop/shared-events';
import { isoNow, type Clock } from '@shop/platform/clock/port.ts';
import { encodeEvents } from '@shop/platform/command-handling/encode.ts';
import { WrongExpectedRevisionError, type EventStore } from '@shop/platform/event-store/port.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';

/** How far the log has been carried. */
export interface RelayCheckpoint {
  readonly position: bigint;
  /** Of the event at `position`. */
  readonly eventId: string;
  /** Identity by category of the destination to which the events up to `position` were carried. */
  readonly destinations: ReadonlyMap<string, string>;
  /** Categories that were carried only up to a position of their own, since their destination is new. */
  readonly refill: { readonly categories: readonly string[]; readonly position: bigint } | null;
}

/**
 * The relay's place in the log, kept in the log. Every checkpoint ever written is true for ever, since it only says
 * what is done, and where; so of two relays at work at once the last one to write wins.
 */
export interface Checkpoints {
  /** Null where none was ever written. */
  read(): Promise<RelayCheckpoint | null>;
  /** Answers the position in the log at which it was written. */
  write(checkpoint: RelayCheckpoint): Promise<bigint>;
}

export const checkpointStream = 'eventRelay-kafka';

export function createCheckpoints(store: EventStore, clock: Clock): Checkpoints {
  let revision = -1;

  async function last(): Promise<EventRelayEvent['data'] | null> {
    for await (const event of store.readStream(checkpointStream, { direction: 'backwards', limit: 1 })) {
      revision = event.revision;
      return event.data as EventRelayEvent['data'];
    }
    revision = -1;
    return null;
  }

  return {
    async read() {
      const data = await last();
      if (data === null) return null;
      const { position, eventId, topics, refill } = data;
      return {
        position: BigInt(position),
        eventId,
        destinations: new Map(Object.entries(topics)),
        refill: refill && { categories: refill.categories, position: BigInt(refill.position) },
      };
    },

    async write({ position, eventId, destinations, refill }) {
      const data: EventRelayEvent['data'] = {
        position: String(position),
        eventId,
        topics: Object.fromEntries(destinations),
        refill: refill && { categories: [...refill.categories], position: String(refill.position) },
      };
      for (;;) {
        const id = derivedId(checkpointStream, String(revision + 1), isoNow(clock), JSON.stringify(data));
        const cause = { commandId: id, correlationId: id, causationId: id, actor };
        const events = encodeEvents([{ type: 'EventRelayCheckpointed', data }], cause, isoNow(clock));
        try {
          const appended = await store.append(checkpointStream, revision < 0 ? 'no_stream' : revision, events);
          revision = appended.revision;
          return appended.position;
        } catch (error) {
          if (!(error instanceof WrongExpectedRevisionError)) throw error;
          await last();
        }
      }
    },
  };
}

const actor = { id: 'event-relay', kind: 'process' } as const;
