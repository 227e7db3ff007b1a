import { compareCodePoints, compareValues } from '../code-points.ts';
import type { Place } from '../port.ts';

/** The order of places in a list: nulls last, ties by key. */
export function comparePlaces(a: Place, b: Place, descending: boolean): number {
  const byKey = compareCodePoints(a.key, b.key);
  if (a.value === null || b.value === null) return a.value === b.value ? byKey : a.value === null ? 1 : -1;
  const byValue = compareValues(a.value, b.value);
  return (descending ? -byValue : byValue) || byKey;
}

/** The places behind `after`, in order, at most `limit`. */
export function pageOf(places: readonly Place[], descending: boolean, after: Place | undefined, limit: number): Place[] {
  return places
    .filter((place) => !after || comparePlaces(place, after, descending) > 0)
    .sort((a, b) => comparePlaces(a, b, descending))
    .slice(0, limit);
}
