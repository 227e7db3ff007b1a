import { systemClock } from '../clock/system.ts';

const waitsMs = [50, 200, 500, 1_000];

/**
 * Does `work` again, a few times, while Kafka says that it may help: a broker that has just started, or a topic that
 * was just made, has no leader, coordinator or producer ids for a moment. Throws the last error.
 */
export async function patiently<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const wait = waitsMs[attempt];
      if (wait === undefined || !(error as { readonly retriable?: boolean }).retriable) throw error;
      await systemClock.sleep(wait);
    }
  }
}
