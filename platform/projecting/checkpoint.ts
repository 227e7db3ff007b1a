import type { KnownEvent } from '../event-store/rewound.ts';

/** Where a generation stands. */
export interface Checkpoint {
  /** The feed's own checkpoint; null where the generation is not complete, or empty. */
  readonly feed: string | null;
  /** The last event that was applied, by which a log that was rewound is known; null where none is known. */
  readonly last: KnownEvent | null;
}

/**
 * The text that a generation keeps: the feed's checkpoint, and on a second line revision, id and stream of the last
 * event applied.
 */
export function writeCheckpoint(feed: string, last: KnownEvent | null): string {
  return last ? `${feed}\n${last.revision} ${last.id} ${last.stream}` : feed;
}

/** What {@link writeCheckpoint} wrote; a text of one line tells of no event. */
export function readCheckpoint(text: string | null): Checkpoint {
  const [feed = '', known = ''] = (text ?? '').split('\n', 2);
  const [, revision, id, stream] = /^(\d+) (\S+) (.+)$/.exec(known) ?? [];
  return { feed: feed === '' ? null : feed, last: id && stream ? { revision: Number(revision), id, stream } : null };
}
