import type { Clock } from '../../clock/port.ts';
import { type Log, silentLog } from '../../telemetry/port.ts';
import type { CountsBacklog } from '../backlog.ts';
import type { EventStore } from '../port.ts';
import { checkConnectionString } from './connection-string.ts';
import { EventStoreDbStore, type Patience } from './store.ts';

export interface EventStoreDbOptions {
  /** Addresses, TLS and credentials, e.g. `esdb://admin:changeit@host:2113?tls=true`; `esdb+discover://` for a cluster. */
  readonly connectionString: string;
  readonly clock: Pick<Clock, 'now'>;
  readonly log?: Log;
  /** How long the server is waited for. */
  readonly patience?: Partial<Patience>;
}

/** A page may have to look through some million events that match nothing; an append is one write. */
const defaultPatience: Patience = { append: 10_000, read: 60_000, subscription: 30_000 };

/**
 * The log in EventStoreDB (21.10 or later; older ones append one by one). Nothing is asked of the server yet: where it
 * cannot be reached, the calls throw `EventStoreUnavailableError`. An append may take as many bytes as the server
 * allows, 1 MiB unless it was set otherwise; `RangeError` beyond. Throws `EventStoreOpenError` where the connection
 * string cannot be used.
 */
export async function openEventStoreDb(options: EventStoreDbOptions): Promise<EventStore & CountsBacklog> {
  const { connectionString, clock, log = silentLog, patience } = options;
  checkConnectionString(connectionString);
  return new EventStoreDbStore(connectionString, clock, log, { ...defaultPatience, ...patience });
}
