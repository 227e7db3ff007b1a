import type { Config } from '@shop/platform/config/config.ts';
import type { EventFeed } from '@shop/platform/event-feed/port.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import type { KeyVault } from '@shop/platform/personal-data/port.ts';
import type { ReadStore } from '@shop/platform/read-store/port.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';
import type { DataFile } from './adapters/data-file.ts';
import { openEventFeed } from './adapters/event-feed.ts';
import { openEventStore } from './adapters/event-store.ts';
import { openKeyVault } from './adapters/key-vault.ts';
import { openReadStore } from './adapters/read-store.ts';

/** Where a shop keeps what lasts, and where it hears of events: the log, the customers' keys, the read models. */
export interface Stores {
  readonly log: EventStore;
  readonly readStore: ReadStore;
  readonly vault: KeyVault;
  readonly feed: EventFeed;
  close(): Promise<void>;
}

/** Opens all of them as the configuration says; also while a shop runs on them. Throws as the adapters do. */
export async function openStores(config: Config, file: DataFile, log: Log): Promise<Stores> {
  const opened: { close(): Promise<void> }[] = [];
  const opening = async <T extends { close(): Promise<void> }>(what: Promise<T>): Promise<T> => {
    const store = await what;
    opened.unshift(store);
    return store;
  };
  const close = async (): Promise<void> => {
    for (const store of opened.splice(0)) await store.close();
  };
  try {
    const vault = await opening(openKeyVault(config, file));
    const eventStore = await opening(openEventStore(config, file, log));
    const readStore = await opening(openReadStore(config, file, log));
    return { log: eventStore, readStore, vault, feed: await openEventFeed(config, eventStore, log), close };
  } catch (error) {
    await close();
    throw error;
  }
}
