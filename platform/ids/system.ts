import { randomFillSync } from 'node:crypto';
import type { Ids } from './port.ts';

/** Random bytes are drawn for many ids at a time: a call costs far more than the bytes. */
const pool = new Uint8Array(8 * 512);

/**
 * UUIDv7 (RFC 9562, 5.7) that strictly rise within a process: the 12 bits behind the time are a counter
 * (RFC 9562, 6.2, method 1) which starts at a random place in its lower half with every millisecond. Where
 * the counter runs over, or the clock goes back, the time in the id runs ahead of the clock.
 */
export function uuidv7(now: () => number, fill: (bytes: Uint8Array) => void): Ids {
  let time = 0;
  let counter = 0;
  let used = pool.length;
  const bytes = new Uint8Array(pool.length);

  const draw = (): number => {
    if (used === bytes.length) {
      fill(bytes);
      used = 0;
    }
    used += 8;
    return used - 8;
  };

  return {
    next() {
      const at = draw();
      const current = now();
      if (current > time) {
        time = current;
        counter = (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)) & 0x7ff;
      } else if (++counter > 0xfff) {
        time++;
        counter = 0;
      }
      const stamp = time.toString(16).padStart(12, '0');
      const tail = hex(bytes, at + 2, 6);
      const variant = (0x80 | ((bytes[at] ?? 0) & 0x3f)).toString(16);
      const second = hex(bytes, at + 1, 1);
      return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${counter.toString(16).padStart(3, '0')}-${variant}${second}-${tail}`;
    },
  };
}

function hex(bytes: Uint8Array, from: number, length: number): string {
  let text = '';
  for (let i = from; i < from + length; i++) text += (bytes[i] ?? 0).toString(16).padStart(2, '0');
  return text;
}

/** UUIDv7 of the machine's clock and its source of randomness. */
export const systemIds: Ids = uuidv7(
  () => Date.now(),
  (bytes) => randomFillSync(bytes),
);
