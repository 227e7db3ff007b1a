/**
 * Splits `amount` in proportion to the weights so that the parts add up exactly: each gets its whole
 * share, what is left goes unit by unit to the largest remainders, equal ones to the earlier part
 * (the Hamilton method). No part exceeds its weight where `amount` does not exceed their sum. With
 * only zero weights nothing but 0 can be split (a `RangeError` otherwise).
 */
export function splitByLargestRemainder(amount: number, weights: readonly number[]): number[] {
  if (amount === 0) return weights.map(() => 0);
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total === 0n) throw new RangeError('an amount cannot be split over nothing');
  const shares: number[] = [];
  const remainders: { readonly index: number; readonly remainder: bigint }[] = [];
  let left = amount;
  weights.forEach((weight, index) => {
    const product = BigInt(amount) * BigInt(weight);
    const whole = Number(product / total);
    shares.push(whole);
    remainders.push({ index, remainder: product % total });
    left -= whole;
  });
  remainders.sort((a, b) => (a.remainder === b.remainder ? a.index - b.index : a.remainder > b.remainder ? -1 : 1));
  for (const { index } of remainders.slice(0, left)) shares[index] = (shares[index] ?? 0) + 1;
  return shares;
}
