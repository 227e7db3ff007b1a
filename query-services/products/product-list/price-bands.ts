/** Where the bands of the price facet begin, in minor units; each ends before the next, the last has no end. */
const beginnings = [0, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000];

/** A span of prices in minor units, both ends inclusive. */
export interface PriceBand {
  readonly from: number;
  readonly to: number | null;
}

/** All bands, cheapest first. */
export const priceBands: readonly PriceBand[] = beginnings.map((from, index) => {
  const next = beginnings[index + 1];
  return { from, to: next === undefined ? null : next - 1 };
});

/**
 * The bands that the span of a product's prices meets, by their beginnings. The price filter asks the same
 * question, so a band's count is the number of products that filtering by it finds.
 */
export function bandsOf(lowest: number, highest: number): string[] {
  return priceBands.filter(({ from, to }) => from <= highest && (to === null || to >= lowest)).map(({ from }) => String(from));
}
