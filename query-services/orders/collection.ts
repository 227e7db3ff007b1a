import type { CollectionSpec, Document } from '@shop/platform/read-store/port.ts';

/** Declares a collection of one type of document; the list of a read model's collections need not know the types. */
export function collection<D extends Document>(spec: CollectionSpec<D>): CollectionSpec {
  return spec as unknown as CollectionSpec;
}
