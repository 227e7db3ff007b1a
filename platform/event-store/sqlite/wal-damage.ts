import { readFileSync } from 'node:fs';

const headerBytes = 32;
const frameHeaderBytes = 24;
const attempts = 3;

/**
 * What is wrong with a write-ahead log, or null. SQLite takes over the frames up to the first one whose
 * checksum fails and silently forgets the rest; a flipped bit would so undo acknowledged transactions.
 *
 * A torn tail is no damage: what was being written when the power failed was never acknowledged. But a
 * transaction's frames are synced before the next one's are written, so where two commits stand behind a
 * broken frame, the first of them, and with it the broken frame, had been acknowledged.
 *
 * A log that another process is writing may be read torn; damage is only what stays the same when read again.
 * Format: https://www.sqlite.org/fileformat2.html#the_write_ahead_log
 */
export function damageOfWal(file: string): string | null {
  let found = damageOf(read(file));
  for (let again = 1; found !== null && again < attempts; again++) {
    const next = damageOf(read(file));
    if (next !== found) again = 0;
    found = next;
  }
  return found;
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

function damageOf(wal: Buffer): string | null {
  if (wal.length < headerBytes + frameHeaderBytes) return null;
  const sum = new Checksum(wal, (wal.readUInt32BE(0) & 1) === 1);
  sum.add(0, headerBytes - 8);
  const pageSize = wal.readUInt32BE(8);
  const magic = wal.readUInt32BE(0) >>> 1 === 0x377f0682 >>> 1;
  if (!magic || !sum.standsAt(24) || pageSize < 512 || pageSize > 65_536) {
    return hasFrames(wal) ? 'its header is not what was written.' : null;
  }
  const salts = wal.readBigUInt64BE(16);
  const frameBytes = frameHeaderBytes + pageSize;
  let broken = -1;
  let commits = 0;
  for (let at = headerBytes, frame = 0; at + frameBytes <= wal.length; at += frameBytes, frame++) {
    const saltsMatch = wal.readBigUInt64BE(at + 8) === salts;
    if (broken < 0) {
      sum.add(at, 8);
      sum.add(at + frameHeaderBytes, pageSize);
      if (!saltsMatch || !sum.standsAt(at + 16)) broken = frame;
    }
    const commit = saltsMatch && wal.readUInt32BE(at + 4) !== 0;
    if (broken >= 0 && commit && ++commits === 2)
      return `frame ${broken} is not what was written, and acknowledged events stand behind it.`;
  }
  return null;
}

/** With the header gone the page size is unknown; two frames of one of the sizes with equal salts tell that there were some. */
function hasFrames(wal: Buffer): boolean {
  for (let pageSize = 512; pageSize <= 65_536; pageSize *= 2) {
    const second = headerBytes + frameHeaderBytes + pageSize;
    if (second + frameHeaderBytes > wal.length) return false;
    const salts = wal.readBigUInt64BE(headerBytes + 8);
    if (salts !== 0n && salts === wal.readBigUInt64BE(second + 8)) return true;
  }
  return false;
}

/** The running checksum of the format: Fibonacci-weighted sums of 32-bit words. */
class Checksum {
  readonly #wal: Buffer;
  readonly #words: (at: number) => number;
  #first = 0;
  #second = 0;

  constructor(wal: Buffer, bigEndian: boolean) {
    this.#wal = wal;
    const view = new DataView(wal.buffer, wal.byteOffset, wal.byteLength);
    this.#words = (at) => view.getUint32(at, !bigEndian);
  }

  add(from: number, bytes: number): void {
    let [first, second] = [this.#first, this.#second];
    for (let at = from; at < from + bytes; at += 8) {
      first = (first + this.#words(at) + second) | 0;
      second = (second + this.#words(at + 4) + first) | 0;
    }
    [this.#first, this.#second] = [first, second];
  }

  /** The stored checksum is big-endian whatever the words are. */
  standsAt(at: number): boolean {
    return this.#wal.readInt32BE(at) === this.#first && this.#wal.readInt32BE(at + 4) === this.#second;
  }
}
