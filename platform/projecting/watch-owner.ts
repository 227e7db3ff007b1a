import type { Clock } from '../clock/port.ts';
import { FencedError, type GenerationWriter, type ProjectionStore } from '../read-store/port.ts';

const WATCH_MS = 1_000;

/**
 * Looks every second whether a generation is still the active one and `owner`'s: an idle projector hears nothing
 * from commits. Where it is not, or the store fails, aborts `stop` and answers why; null where `stop` came first.
 */
export async function watchOwner(
  projection: Pick<ProjectionStore, 'active'>,
  generation: GenerationWriter,
  owner: string,
  clock: Clock,
  stop: AbortController,
): Promise<unknown> {
  try {
    for (;;) {
      await clock.sleep(WATCH_MS, stop.signal);
      const active = await projection.active();
      if (active?.generation === generation.generation && (await generation.owner()) === owner) continue;
      throw new FencedError(`generation ${generation.generation} has another writer or was replaced`);
    }
  } catch (error) {
    if (stop.signal.aborted) return null;
    stop.abort();
    return error;
  }
}
