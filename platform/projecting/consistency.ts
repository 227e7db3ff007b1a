import type { Clock } from '../clock/port.ts';
import type { GenerationReader, ProjectionStore } from '../read-store/port.ts';

const STEP_MS = 5;

/** What a client has seen of a stream and wants to read no older. */
export interface RevisionToken {
  readonly stream: string;
  readonly revision: number;
}

/**
 * Waits until a read model has applied every token's revision; false where it has not within `timeoutMs`.
 * A projection is better to wait on than a reader: a reader's generation may be replaced meanwhile and stand still.
 * A token of a stream that the model does not read is never reached.
 */
export async function waitForRevision(
  on: Pick<GenerationReader, 'revisions'> | Pick<ProjectionStore, 'active'>,
  tokens: readonly RevisionToken[],
  timeoutMs: number,
  clock: Clock,
): Promise<boolean> {
  const streams = [...new Set(tokens.map(({ stream }) => stream))];
  const deadline = clock.now() + timeoutMs;
  for (;;) {
    const reader = 'active' in on ? await on.active() : on;
    const revisions = streams.length > 0 ? await reader?.revisions(streams) : new Map<string, number>();
    if (revisions && tokens.every(({ stream, revision }) => (revisions.get(stream) ?? -1) >= revision)) return true;
    const left = deadline - clock.now();
    if (left <= 0) return false;
    await clock.sleep(Math.min(STEP_MS, left));
  }
}
