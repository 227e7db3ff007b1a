import { systemClock } from '../../clock/system.ts';
import { storeFeed } from '../../event-feed/store-feed.ts';
import { openSqliteEventStore } from '../../event-store/sqlite/store.ts';
import { systemIds } from '../../ids/system.ts';
import { ledger, ledgerCatalogue } from '../../projecting/ledger.ts';
import { runProjector } from '../../projecting/projector.ts';
import { replayProjection } from '../../projecting/replay.ts';
import { openSqliteReadStore } from './open.ts';

// Projects or replays until it is killed, and prints a line for every commit or batch.
const [mode, file, folder] = process.argv.slice(2) as [string, string, string];
const eventStore = await openSqliteEventStore({ file, clock: systemClock });
const common = {
  ...{ model: ledger, catalogue: ledgerCatalogue, eventStore, clock: systemClock, ids: systemIds },
  store: await openSqliteReadStore({ folder }),
  feed: storeFeed(eventStore, systemClock),
  openPersonalData: async <T>(events: T) => events,
};
const say = (line: string): void => void process.stdout.write(`${line}\n`);

if (mode === 'replay') {
  await replayProjection({ ...common, batchSize: 50, mostEventsPerSecond: 1_000, onProgress: ({ done }) => say(String(done)) });
} else {
  const log = { info: say, warn: say, error: say };
  const onProgress = ({ state, position }: { state: string; position: string | null }): void => say(`${state} ${position}`);
  await runProjector({ ...common, log, onProgress, batchSize: 5, signal: new AbortController().signal }).done;
}
