/**
 * The partition of a stream, as Kafka's Java clients place a record whose key is the stream's name: murmur2 of its
 * UTF-8 bytes. Pinned here, so that writer, readers and any other client agree whatever a library's default is.
 */
export function partitionOf(stream: string, partitions: number): number {
  return (murmur2(Buffer.from(stream, 'utf8')) & 0x7fff_ffff) % partitions;
}

const seed = 0x9747_b28c;
const multiplier = 0x5bd1_e995;

/** Kafka's 32-bit murmur2 (`org.apache.kafka.common.utils.Utils.murmur2`), signed. */
export function murmur2(bytes: Uint8Array): number {
  const { length } = bytes;
  const tail = length & ~3;
  let hash = seed ^ length;
  for (let i = 0; i < tail; i += 4) {
    let word = bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    word = Math.imul(word, multiplier);
    word ^= word >>> 24;
    hash = Math.imul(hash, multiplier) ^ Math.imul(word, multiplier);
  }
  if (length > tail) {
    for (let i = length - 1; i >= tail; i--) hash ^= bytes[i]! << (8 * (i - tail));
    hash = Math.imul(hash, multiplier);
  }
  hash ^= hash >>> 13;
  hash = Math.imul(hash, multiplier);
  return hash ^ (hash >>> 15);
}
