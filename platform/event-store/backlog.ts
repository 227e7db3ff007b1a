import type { EventStore, StreamFilter } from './port.ts';

/** A store that can tell how much lies behind a position without reading it out. */
export interface CountsBacklog {
  /**
   * How many events of the filter lie behind a position. Exact for a backlog the store can count in a few
   * milliseconds; of a longer one an estimate from the share of the filter in the part counted, and never 0.
   */
  backlog(after: bigint, filter: StreamFilter): Promise<number>;
}

export function countsBacklog(store: EventStore): store is EventStore & CountsBacklog {
  return 'backlog' in store && typeof store.backlog === 'function';
}
