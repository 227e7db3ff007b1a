import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { systemClock } from '@shop/platform/clock/system.ts';
import type { EventStore } from '@shop/platform/event-store/port.ts';
import { openSqliteEventStore } from '@shop/platform/event-store/sqlite/store.ts';
import { verifySqliteEventLog } from '@shop/platform/event-store/sqlite/verify.ts';
import type { ReadStore } from '@shop/platform/read-store/port.ts';
import { openSqliteReadStore } from '@shop/platform/read-store/sqlite/open.ts';
import { CommandError } from '../told.ts';
import { type CheckOptions, LogCheck } from './core/check-log.ts';
import { Findings, type InvariantReport } from './core/report.ts';
import { sqliteScratch } from './core/sqlite-scratch.ts';
import { checkReadModels, type ReadModelsReport } from './read-models/check-read-models.ts';
import { readLog, type ReadLogOptions } from './read-log.ts';

/** There is no shop in the folder; `message` is one sentence for people. */
export class NoShopError extends CommandError {
  override readonly name = 'NoShopError';
}

export interface FolderReport {
  readonly holds: boolean;
  readonly events: number;
  readonly invariants: readonly InvariantReport[];
  readonly notes: readonly string[];
}

export type FolderOptions = Omit<CheckOptions, 'scratch'> & ReadLogOptions;

/**
 * Checks a standalone shop's data folder, whether the shop runs or not: the file of the log, all that the log says,
 * and the read models against it. Reads only. Throws {@link NoShopError}, and `EventStoreOpenError` where the
 * log's file cannot be opened.
 */
export async function verifyFolder(folder: string, options: FolderOptions = {}): Promise<FolderReport> {
  const [log, read] = [join(folder, 'log.db'), join(folder, 'read')];
  if (!existsSync(log)) throw new NoShopError(`There is no shop's data in ${resolve(folder)}.`);
  const eventStore = await openSqliteEventStore({ file: log, clock: systemClock });
  const scratch = sqliteScratch();
  try {
    const check = new LogCheck({ ...options, scratch });
    await readLog(eventStore, check, options);
    const { invariants, notes, events } = check.finish();
    const models = existsSync(read)
      ? await compareFolder(read, eventStore, check, options.mostShown)
      : { invariants: [], notes: [] };
    const all = [await fileReport(log, options.mostShown), ...invariants, ...models.invariants];
    const holds = all.every(({ violations }) => violations === 0);
    return { holds, events, invariants: all, notes: [...notes, ...models.notes] };
  } finally {
    scratch.close();
    await eventStore.close();
  }
}

async function fileReport(file: string, mostShown = 10): Promise<InvariantReport> {
  const findings = new Findings({ number: 'file', title: 'the log’s file holds every event as it was written' }, mostShown);
  for (const finding of await verifySqliteEventLog(file)) findings.tell('log.db', null, finding);
  return findings.report();
}

async function compareFolder(
  folder: string,
  eventStore: EventStore,
  { world }: LogCheck,
  mostShown: number | undefined,
): Promise<ReadModelsReport> {
  const damages: string[] = [];
  const store = await openSqliteReadStore({ folder, onDamage: (sentence) => damages.push(sentence) });
  try {
    const projections = projectionsIn(folder).map((name) => openByName(store, name));
    const report = await checkReadModels({ projections, world, eventStore, mostShown });
    return { ...report, notes: [...report.notes, ...damages] };
  } finally {
    await store.close();
  }
}

/** A generation's documents are read as its own file describes them; only the projection's name must be known. */
function openByName(store: ReadStore, name: string) {
  return store.projection({ name, version: 0, collections: [] });
}

/** The projections of which the read store keeps a file, `{name}.{generation}.sqlite`; other signs in a name stand as `%` and their code. */
function projectionsIn(folder: string): string[] {
  const names = readdirSync(folder).flatMap((file) => /^(.+)\.\d+\.sqlite$/.exec(file)?.[1] ?? []);
  return [...new Set(names)]
    .map((name) => name.replaceAll(/%([0-9a-f]{2})/g, (_, code: string) => String.fromCodePoint(parseInt(code, 16))))
    .sort();
}
