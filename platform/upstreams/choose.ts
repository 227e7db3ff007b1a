import { rendezvousScore } from './rendezvous.ts';

/** What a choice among instances looks at. */
export interface Candidate {
  readonly origin: string;
  readonly pending: number;
  readonly full: boolean;
  readonly health: { readonly ejected: boolean };
}

/** `down`: none works. `full`: those that work have as many requests under way as they may. */
export type NoChoice = 'down' | 'full';

/**
 * The least busy of those that work, the first from `start` on where several are; `except`, where a first try
 * failed, only if there is no other.
 */
export function leastBusy<C extends Candidate>(candidates: readonly C[], start: number, except?: C | null): C | NoChoice {
  let best: C | null = null;
  let up = false;
  for (let i = 0; i < candidates.length; i++) {
    const candidate = candidates[(start + i) % candidates.length] as C;
    if (candidate.health.ejected) continue;
    up = true;
    if (candidate.full) continue;
    if (best === null || best === except || (candidate !== except && candidate.pending < best.pending)) best = candidate;
  }
  return best ?? (up ? 'full' : 'down');
}

/**
 * The one of those that work which the key belongs to: the same for everybody who sees the same instances.
 * When one goes, only its keys move. A full one, and `except`, give way to the key's next.
 */
export function preferred<C extends Candidate>(candidates: readonly C[], key: string, except?: C | null): C | NoChoice {
  let best: C | null = null;
  let highest = -1;
  let up = false;
  for (const candidate of candidates) {
    if (candidate.health.ejected) continue;
    up = true;
    if (candidate.full) continue;
    const score = candidate === except ? -1 : rendezvousScore(key, candidate.origin);
    if (best === null || score > highest) {
      best = candidate;
      highest = score;
    }
  }
  return best ?? (up ? 'full' : 'down');
}
