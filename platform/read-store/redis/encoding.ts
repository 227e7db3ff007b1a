const SIGN = 0x8000_0000;
const ALL = 0xffff_ffff;
/** Ends an encoded value; no other encoded value holds it, and it sorts before whatever may follow instead. */
export const END = '\0\x01';
/** Ends a list of them. */
export const END_OF_LIST = '\0\x03';
const view = new DataView(new ArrayBuffer(8));

/**
 * Values as texts whose bytes compare as the values do, each with an end that no continuation gets in front of:
 * sorted sets keep such texts in order. The script of commits makes the same ones (lua/commit.ts).
 */
export function encodeValue(value: string | number): string {
  return `${encodeKeyword(value)}${END}`;
}

/** The same without its end; what is in no order needs none. */
export function encodeKeyword(value: string | number): string {
  return typeof value === 'number' ? encodeNumber(value) : value.toWellFormed().replaceAll('\0', '\0\x02');
}

/** The way back, of a string. */
export function decodeKeyword(encoded: string): string {
  return encoded.replaceAll('\0\x02', '\0');
}

/** A value that may be missing, as it stands in records and behind the fixed part of an order. */
export function encodePlace(value: string | number | null): string {
  return value === null ? '2' : `1${encodeKeyword(value)}`;
}

/** Behind everything that begins with this encoded value. */
export function endOf(encoded: string): string {
  return `${encoded.slice(0, -1)}\x02`;
}

/** The way back of {@link encodePlace}. */
export function decodePlace(encoded: string, kind: 'number' | 'keyword'): string | number | null {
  if (encoded.startsWith('2')) return null;
  const value = encoded.slice(1);
  return kind === 'number' ? decodeNumber(value) : decodeKeyword(value);
}

/** The bits of a double, turned so that they compare as unsigned integers do. */
function encodeNumber(value: number): string {
  view.setFloat64(0, value === 0 ? 0 : value);
  const [high, low] = turned(view.getUint32(0), view.getUint32(4), (sign) => sign);
  return hex(high) + hex(low);
}

function decodeNumber(text: string): number {
  const bits = [Number.parseInt(text.slice(0, 8), 16), Number.parseInt(text.slice(8), 16)] as const;
  const [high, low] = turned(bits[0], bits[1], (sign) => !sign);
  view.setUint32(0, high);
  view.setUint32(4, low);
  return view.getFloat64(0);
}

function turned(high: number, low: number, negative: (sign: boolean) => boolean): readonly [number, number] {
  return negative(high >= SIGN) ? [ALL - high, ALL - low] : [(high ^ SIGN) >>> 0, low];
}

function hex(bits: number): string {
  return bits.toString(16).padStart(8, '0');
}
