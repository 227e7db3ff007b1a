import { Problem } from './problem.ts';
import { shortHash } from './canonical-json.ts';

/** The strong entity tag of a command's answer: the revision alone. */
export function revisionTag(revision: number): string {
  return `"${revision}"`;
}

/**
 * The strong entity tag of a representation: its revision, and behind the dot what changes with anything
 * else it shows, so that a 304 is never stale.
 */
export function representationTag(revision: number, body: string): string {
  return `"${revision}.${shortHash(body, 10)}"`;
}

const tagForm = /^(?:W\/)?"(\d{1,15})(?:\.[A-Za-z0-9_-]+)?"$/;

/**
 * The revision an If-Match header names; what follows the dot is not looked at. `*` gives `'any'`.
 * Weak forms are accepted, since proxies weaken tags. Throws a 400 problem on anything else.
 */
export function parseIfMatch(header: string | undefined): number | 'any' | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return 'any';
  const match = tagForm.exec(header.trim());
  if (!match)
    throw new Problem(400, 'malformed-header', 'If-Match must be one entity tag such as "17".', {
      members: { header: 'If-Match' },
    });
  return Number(match[1]);
}

/** Whether If-None-Match names the tag (weak comparison, RFC 9110 13.1.2). */
export function matchesIfNoneMatch(header: string | undefined, tag: string): boolean {
  if (header === undefined) return false;
  return header.trim() === '*' || header.split(',').some((entry) => entry.trim().replace(/^W\//, '') === tag);
}
