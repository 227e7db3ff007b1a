/** Kafka's signed integers of variable length (zigzag, seven bits a byte), for safe integers. */
export function writeVarint(buffer: Buffer, at: number, value: number): number {
  let left = zigzag(value);
  while (left >= 0x80) {
    buffer[at++] = (left % 0x80) + 0x80;
    left = Math.floor(left / 0x80);
  }
  buffer[at++] = left;
  return at;
}

/** How many bytes {@link writeVarint} needs. */
export function varintSize(value: number): number {
  let size = 1;
  for (let left = zigzag(value); left >= 0x80; left = Math.floor(left / 0x80)) size++;
  return size;
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}
