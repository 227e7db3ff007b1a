/** A request target that may be routed. */
export interface RequestTarget {
  readonly path: string;
  /** With its question mark; empty without one. */
  readonly query: string;
}

/** Segments that need no decoding and cannot be `.` or `..`; the common case. */
const plainPath = /^\/(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*\/)*(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*)?$/;
/** RFC 3986 (3.3) without `;`, which some servers cut off together with what follows it. */
const legalPath = /^(?:\/(?:[A-Za-z0-9._~!$&'()*+,=:@-]|%[0-9A-Fa-f]{2})+)+\/?$/;
const legalQuery = /^\?[\x21\x22\x24-\x7e]*$/;
/** Characters that another server might take for a separator, an escape or an end once they are decoded. */
const treacherous = /[\x00-\x1f\x7f/\\%;]/;

/**
 * Splits the target of a request line. Null for everything that two servers might read in two ways:
 * absolute URIs, empty segments, dot segments, backslashes, encoded separators and control characters,
 * broken escapes.
 */
export function parseTarget(target: string): RequestTarget | null {
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark);
  if (query !== '' && !legalQuery.test(query)) return null;
  if (plainPath.test(path) || (legalPath.test(path) && path.split('/').every(isHarmless))) return { path, query };
  return null;
}

function isHarmless(segment: string): boolean {
  if (segment === '.' || segment === '..') return false;
  if (!segment.includes('%')) return true;
  try {
    const decoded = decodeURIComponent(segment);
    return !treacherous.test(decoded) && decoded !== '.' && decoded !== '..';
  } catch {
    return false;
  }
}
