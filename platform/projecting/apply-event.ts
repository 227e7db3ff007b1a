import { UnknownEventError, type RecordedEvent } from '@shop/shared-events';
import type { Clock } from '../clock/port.ts';
import { EventFeedUnavailableError } from '../event-feed/port.ts';
import { EventStoreUnavailableError } from '../event-store/port.ts';
import { FencedError, ReadStoreUnavailableError } from '../read-store/port.ts';
import type { CurrentEvent } from './current-events.ts';
import type { DocumentsSession } from './documents-session.ts';
import { messageOf } from './log.ts';
import type { ReadModel } from './read-model.ts';

const MOST_ATTEMPTS = 3;
const FIRST_PAUSE_MS = 20;

/** An event that could not be applied. */
export interface Failure {
  readonly error: string;
  readonly attempts: number;
}

/** The event is not to blame: what it needs is out of reach, and the batch must be done again later. */
export function isOutage(error: unknown): boolean {
  return (
    error instanceof ReadStoreUnavailableError ||
    error instanceof EventStoreUnavailableError ||
    error instanceof EventFeedUnavailableError ||
    error instanceof FencedError
  );
}

/**
 * Applies one event, all of its changes or none. An event that fails is tried three times with growing pauses;
 * one that this build does not know is not tried again. Throws only what {@link isOutage}.
 */
export async function applyEvent(
  model: ReadModel,
  current: CurrentEvent,
  documents: DocumentsSession,
  clock: Clock,
): Promise<Failure | null> {
  if ('unreadable' in current) return failureOf(current.unreadable, 1);
  for (let attempts = 1; ; attempts++) {
    try {
      await model.apply(current, documents);
      documents.keep();
      return null;
    } catch (error) {
      documents.discard();
      if (isOutage(error)) throw error;
      if (attempts === MOST_ATTEMPTS || error instanceof UnknownEventError) return failureOf(error, attempts);
      await clock.sleep(FIRST_PAUSE_MS * 2 ** (attempts - 1));
    }
  }
}

function failureOf(error: unknown, attempts: number): Failure {
  return { error: messageOf(error).slice(0, 2_000), attempts };
}

/** The event behind what is current or unreadable. */
export function recorded(current: CurrentEvent): RecordedEvent {
  return 'unreadable' in current ? current.event : current;
}
