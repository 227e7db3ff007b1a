/** What became of requests made one after the other by several at once. */
export interface LoadOutcome {
  readonly made: number;
  /** What went wrong, a sentence each. */
  readonly failures: readonly string[];
  /** Of the slowest, milliseconds. */
  readonly slowestMs: number;
}

const callers = 12;
const longestMs = 10_000;

/**
 * Keeps asking while `meanwhile` does something, begun once requests flow, and a little longer; ten seconds at most.
 * `ask` rejects or answers what went wrong, or null.
 */
export async function underLoad(
  ask: (n: number) => Promise<string | null>,
  meanwhile: () => Promise<void>,
): Promise<LoadOutcome> {
  const failures: string[] = [];
  const end = performance.now() + longestMs;
  let made = 0;
  let slowestMs = 0;
  let over = false;
  const caller = async (): Promise<void> => {
    while (!over && performance.now() < end) {
      const startedAt = performance.now();
      const failure = await ask(made++).catch((error: unknown) => String(error));
      if (failure !== null) failures.push(failure);
      slowestMs = Math.max(slowestMs, performance.now() - startedAt);
    }
  };
  const asking = Array.from({ length: callers }, caller);
  const more = async (count: number): Promise<void> => {
    const enough = made + count;
    while (made < enough && performance.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  try {
    await more(100);
    await meanwhile();
    await more(200);
  } finally {
    over = true;
    await Promise.all(asking);
  }
  return { made, failures, slowestMs };
}
