/**
 * Splits an amount in proportion to the weights, so that the parts add up to it exactly: each part rounded
 * down, what is left over one by one to the largest remainders, of equal ones to the earlier (Hamilton's
 * method). Where every weight is zero, the first part gets all. Amount and weights are non-negative integers.
 */
export function splitByLargestRemainder(amount: number, weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total === 0n) return weights.map((_, index) => (index === 0 ? amount : 0));
  const parts: number[] = [];
  const remainders: bigint[] = [];
  let left = amount;
  for (const weight of weights) {
    const exact = BigInt(amount) * BigInt(weight);
    const part = Number(exact / total);
    parts.push(part);
    remainders.push(exact % total);
    left -= part;
  }
  const order = remainders.map((_, index) => index).sort((a, b) => compare(remainders[b], remainders[a]) || a - b);
  for (const index of order.slice(0, left)) parts[index] = (parts[index] ?? 0) + 1;
  return parts;
}

function compare(a = 0n, b = 0n): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
