import type { Place } from '../read-store/port.ts';
import { canonicalJson, shortHash } from './canonical-json.ts';
import { validationProblem } from './problem.ts';

/** An opaque cursor: the place in the sort order, bound to the filter and order it was made for. */
export function encodeCursor(place: Place, filter: unknown): string {
  return Buffer.from(JSON.stringify([place.value, place.key, filterHash(filter)])).toString('base64url');
}

/** The place a cursor names. Throws a 422 problem at `cursor` where it is damaged or belongs to another filter. */
export function decodeCursor(cursor: string, filter: unknown): Place {
  const parts = parse(cursor);
  if (!Array.isArray(parts) || parts.length !== 3) throw bad('is not a cursor of this list');
  const [value, key, hash] = parts as unknown[];
  if (typeof key !== 'string' || !(value === null || typeof value === 'string' || typeof value === 'number')) {
    throw bad('is not a cursor of this list');
  }
  if (hash !== filterHash(filter)) throw bad('belongs to another filter or sort order');
  return { value, key };
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return null;
  }
}

function filterHash(filter: unknown): string {
  return shortHash(canonicalJson(filter), 12);
}

function bad(detail: string) {
  return validationProblem([{ parameter: 'cursor', detail }]);
}
