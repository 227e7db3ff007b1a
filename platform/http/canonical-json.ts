import { hash } from 'node:crypto';

/** JSON with sorted keys and no blanks: equal values give equal text (the idea of RFC 8785, for what `JSON.parse` returns). */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value as Record<string, unknown>)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}

/** SHA-256 of a text, base64url, cut to `length` characters. */
export function shortHash(text: string, length = 43): string {
  return hash('sha256', text, 'base64url').slice(0, length);
}
