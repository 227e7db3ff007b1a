import type { SkuQuantity } from '@shop/shared-events';
import type { PlacedOrder, Units } from './state.ts';

/** Quantities of the same SKU added up, in order of first appearance. */
export function addUp(lines: readonly SkuQuantity[]): SkuQuantity[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of lines) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return Array.from(quantities, ([sku, quantity]) => ({ sku, quantity }));
}

/** The units with `sign × quantity` added for each line's article. */
export function change(units: Units, placed: PlacedOrder, lines: readonly SkuQuantity[], sign: 1 | -1): Units {
  const changed = units.slice();
  for (const { sku, quantity } of lines) {
    const article = placed.articleOf.get(sku);
    if (article !== undefined) changed[article] = (changed[article] ?? 0) + sign * quantity;
  }
  return changed;
}

/** Units of one SKU; 0 for a SKU that is not in the order. */
export function unitsOf(units: Units, placed: PlacedOrder, sku: string): number {
  const article = placed.articleOf.get(sku);
  return article === undefined ? 0 : (units[article] ?? 0);
}

export function total(units: Units): number {
  return units.reduce((sum, quantity) => sum + quantity, 0);
}
