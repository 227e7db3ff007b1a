import { setTimeout as pause } from 'node:timers/promises';

/**
 * Tries until it succeeds and answers what it did. Rejects with the last failure once the time is over, and at once
 * with what `giveUp` throws: it is asked before every try.
 */
export async function poll<Answer>(
  attempt: () => Promise<Answer>,
  limits: { readonly withinMs: number; readonly everyMs?: number; readonly giveUp?: () => void },
): Promise<Answer> {
  const until = Date.now() + limits.withinMs;
  for (;;) {
    limits.giveUp?.();
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() >= until) throw error;
    }
    await pause(limits.everyMs ?? 100);
  }
}
