import type { KnownEvent } from '../event-store/rewound.ts';

/** Where a generation stands. */
export interface Checkpoint {
  /** The feed's own checkpoint; null where the generation is not complete, or empty. */
  readonly feed: string | null;
  /**
   * Of all events that came, parked ones included, the one that is last in the log: by it a log that was rewound is known.
   * Null where none came yet.
   */
  readonly last: KnownEvent | null;
}

/**
 * The text that a generation keeps: the feed's checkpoint, and on a second line position, revision, id and stream of the
 * last event.
 */
export function writeCheckpoint(feed: string, last: KnownEvent | null): string {
  return last ? `${feed}\n${last.position} ${last.revision} ${last.id} ${JSON.stringify(last.stream)}` : feed;
}

/** What {@link writeCheckpoint} wrote; a text of one line tells of no event. */
export function readCheckpoint(text: string | null): Checkpoint {
  const [feed = '', known = ''] = (text ?? '').split('\n', 2);
  const [, position, revision, id, stream] = /^(-?\d+) (\d+) (\S+) (".*")$/s.exec(known) ?? [];
  if (position === undefined || id === undefined || stream === undefined) return { feed: feed || null, last: null };
  const last = { position: BigInt(position), revision: Number(revision), id, stream: JSON.parse(stream) as string };
  return { feed: feed || null, last };
}
