/**
 * `value × numerator ÷ denominator`, rounded half up to an integer. All three are non-negative integers; the
 * product may be as large as it likes, the result must be a safe integer (a `RangeError` otherwise).
 */
export function share(value: number, numerator: number, denominator: number): number {
  const product = value * numerator;
  if (product <= MOST_EXACT) return Math.floor((product * 2 + denominator) / (denominator * 2));
  const exact = (BigInt(value) * BigInt(numerator) * 2n + BigInt(denominator)) / (BigInt(denominator) * 2n);
  return safe(exact);
}

/** A bigint as a number that holds it exactly; `RangeError` where there is none. */
export function safe(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError(`${value} is more than an amount can hold`);
  return Number(value);
}

/** Below this, doubling and adding a denominator of up to 2^51 stays exact. */
const MOST_EXACT = 2 ** 51;
