import type { OpenedForCommands } from '@shop/composition/open-for-commands.ts';
import { LogCheck } from './core/check-log.ts';
import { sqliteScratch } from './core/sqlite-scratch.ts';
import { checkReadModels } from './read-models/check-read-models.ts';
import { readLog } from './read-log.ts';
import type { FolderOptions, FolderReport } from './verify-folder.ts';

/** Checks a shop on whatever engines it keeps its log and read models, whether it runs or not. Reads only. */
export async function verifyOpened({ stores, side }: OpenedForCommands, options: FolderOptions = {}): Promise<FolderReport> {
  const scratch = sqliteScratch();
  try {
    const check = new LogCheck({ ...options, scratch });
    await readLog(stores.log, check, options);
    const { invariants, notes, events } = check.finish();
    const models = await checkReadModels({
      projections: [...side.models.values()].map((model) => stores.readStore.projection(model)),
      world: check.world,
      eventStore: stores.log,
      mostShown: options.mostShown,
    });
    const all = [...invariants, ...models.invariants];
    const holds = all.every(({ violations }) => violations === 0);
    return { holds, events, invariants: all, notes: [...notes, ...models.notes] };
  } finally {
    scratch.close();
  }
}
