/**
 * How much a key wants a place: a whole number from 0 to 2³² − 1 that looks random and is the same everywhere.
 * Of several places the key takes the one it wants most (rendezvous hashing, Thaler and Ravishankar 1998).
 */
export function rendezvousScore(key: string, place: string): number {
  // FNV-1a over both, parted by a byte neither holds.
  let hash = add(add(0x811c9dc5, key) ^ 0xff, place);
  // FNV leaves the upper bits of short texts alike; MurmurHash3's finish spreads them.
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return hash >>> 0;
}

function add(hash: number, text: string): number {
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash;
}
