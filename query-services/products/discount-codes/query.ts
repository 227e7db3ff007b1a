import type { Found, GenerationReader, Place } from '@shop/platform/read-store/port.ts';
import { codesCollection, type DiscountCodeView } from './view.ts';

/** The code (in upper case, as codes are kept); null where there is none. */
export function discountCode(reader: GenerationReader, code: string): Promise<DiscountCodeView | null> {
  return reader.get<DiscountCodeView>(codesCollection.name, code);
}

/** One page of codes in the order of the alphabet; one more than `limit`, if there are more. */
export function listDiscountCodes(
  reader: GenerationReader,
  page: { readonly after?: Place; readonly limit: number },
): Promise<readonly Found<DiscountCodeView>[]> {
  return reader.find<DiscountCodeView>(codesCollection.name, { ...page, limit: page.limit + 1 });
}

export function countDiscountCodes(reader: GenerationReader): Promise<number> {
  return reader.count(codesCollection.name);
}
