/** Something that works in the background until it is told to stop. */
export interface Runner {
  /**
   * Resolves once the signal has aborted and what was under way is finished. Rejects where what it reads from
   * or writes to fails: run it again, nothing is lost.
   */
  run(signal: AbortSignal): Promise<void>;
}
