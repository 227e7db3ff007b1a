/** Adds to the number that stands under a key; one that stands under none counts as 0. */
export function add(to: Map<string, number>, key: string, quantity: number): void {
  to.set(key, (to.get(key) ?? 0) + quantity);
}

/** Quantities added up by SKU. */
export function perSku(lines: readonly { readonly sku: string; readonly quantity: number }[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of lines) add(sums, sku, quantity);
  return sums;
}

/** The key of what one fulfilment, or one return in one condition, moves of one SKU. No part holds a blank. */
export function movedKey(...parts: readonly string[]): string {
  return parts.join(' ');
}
