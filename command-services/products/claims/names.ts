/** What is unique in the whole shop, each by a claim in a stream of its own. */
export type NameKind = 'sku' | 'slug';

/** A name that can be claimed; `name` is also the name of its claim's stream. */
export interface ClaimableName {
  readonly kind: NameKind;
  readonly value: string;
}

export const skuName = (sku: string): string => `sku-${sku}`;
export const slugName = (slug: string): string => `slug-${slug}`;

/** `sku-…` or `slug-…`. */
export function nameOf({ kind, value }: ClaimableName): string {
  return kind === 'sku' ? skuName(value) : slugName(value);
}
