import type { Ids } from './port.ts';

/** Ids for tests: UUIDs of version 7 that count up from 1, the same in every run. `space` keeps two sequences apart. */
export function sequenceIds(space = 0): Ids {
  let count = 0;
  const stamp = space.toString(16).padStart(12, '0');
  return {
    next: () => `${stamp.slice(0, 8)}-${stamp.slice(8)}-7000-8000-${(++count).toString(16).padStart(12, '0')}`,
  };
}
