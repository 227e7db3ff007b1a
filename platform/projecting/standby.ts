import type { Clock } from '../clock/port.ts';
import type { EventFeed } from '../event-feed/port.ts';
import type { ProjectionStore } from '../read-store/port.ts';
import { readCheckpoint } from './checkpoint.ts';
import type { ProjectingLog } from './log.ts';
import type { ReadModel } from './read-model.ts';

const STEP_MS = 100;
const STALLED_MS = 10_000;
const remedy = "replay it with the shop's settings";

export interface StandbyOptions {
  readonly projection: ProjectionStore;
  readonly model: Pick<ReadModel, 'name' | 'categories'>;
  readonly feed: Pick<EventFeed, 'lag'>;
  readonly clock: Clock;
  readonly log: Pick<ProjectingLog, 'warn'>;
  readonly signal: AbortSignal;
}

/**
 * Waits beside another writer of the same projection until there is something to do here: another generation
 * became active, nothing is active, the writer gave the generation up, or it has not moved for ten seconds
 * though events wait for it. A generation for another version of the read model is left to others, and told once:
 * nothing here will change it.
 */
export async function standBy(generation: number | null, options: StandbyOptions): Promise<void> {
  const { projection, model, clock, log, signal } = options;
  let told = false;
  let seen: string | null = null;
  let since = clock.now();
  for (;;) {
    await clock.sleep(STEP_MS, signal);
    const active = (await projection.generations()).find(({ state }) => state === 'active');
    if (!active || (active.fits && active.generation !== generation)) return;
    if (!active.fits) {
      if (!told) log.warn(`${model.name} is served in another version than this shop's settings make; ${remedy}`);
      told = true;
      continue;
    }
    const writer = await projection.open(active.generation);
    if ((await writer.owner()) === null) return;
    const checkpoint = await writer.checkpoint();
    if (checkpoint !== seen) {
      seen = checkpoint;
      since = clock.now();
    } else if (clock.now() - since >= STALLED_MS) {
      if ((await options.feed.lag(model.categories, readCheckpoint(checkpoint).feed)).events > 0) return;
      since = clock.now();
    }
  }
}
