import { hash } from 'node:crypto';

/**
 * A UUIDv8 (RFC 9562, 5.8) made of the SHA-256 of its parts: the same parts give the same id, so what is
 * done again after an unknown outcome meets its own first attempt.
 */
export function derivedId(...parts: readonly string[]): string {
  const text = parts.map((part) => `${part.length}:${part}`).join('');
  const bytes = hash('sha256', text, 'buffer').subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
