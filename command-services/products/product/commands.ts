import type { Money, Variant } from '@shop/shared-events';

/**
 * The claims a command rests on: name (`sku-…`, `slug-…`) → revision of the claim in its own stream.
 * `unclaimed` asks only whether the command would be accepted, before any name is claimed.
 */
export type Claims = ReadonlyMap<string, number> | 'unclaimed';

export interface CreateProduct {
  readonly type: 'CreateProduct';
  readonly productId: string;
  readonly slug: string;
  readonly name: string;
  readonly description: string;
  readonly category: string | null;
  readonly variants: readonly Variant[];
  readonly claims: Claims;
}

/** Absent members stay as they are. */
export interface DetailChanges {
  readonly slug?: string | undefined;
  readonly name?: string | undefined;
  readonly description?: string | undefined;
  readonly category?: string | null | undefined;
}

export interface UpdateProductDetails {
  readonly type: 'UpdateProductDetails';
  readonly changes: DetailChanges;
  readonly claims: Claims;
}

export interface AddVariant {
  readonly type: 'AddVariant';
  readonly variant: Variant;
  readonly claims: Claims;
}

export interface ChangePrice {
  readonly type: 'ChangePrice';
  readonly sku: string;
  readonly price: Money;
}

/** Another product wants a name which this one claimed at `claimRevision` and seems not to use. */
export interface ForfeitClaim {
  readonly type: 'ForfeitClaim';
  readonly name: string;
  readonly claimRevision: number;
}

export type ProductCommand =
  | CreateProduct
  | UpdateProductDetails
  | AddVariant
  | ChangePrice
  | { readonly type: 'PublishProduct' }
  | { readonly type: 'ArchiveProduct' }
  | ForfeitClaim;
