import type { CartLine, Money } from '@shop/shared-events';
import { validationProblem, type ProblemEntry } from '@shop/platform/http/problem.ts';
import type { Offer } from '../ports/catalogue.ts';
import type { AskedLine, Offers } from './commands.ts';

/** A line as a client asks for it. */
export interface WantedLine {
  readonly sku: string;
  readonly quantity: number;
  readonly expectedUnitPrice?: Money | undefined;
  readonly agreedUnitPrice?: Money | undefined;
}

/** The lines with what the catalogue says; 422 at each line whose SKU is not sold. */
export function priceLines(
  wanted: readonly WantedLine[],
  found: ReadonlyMap<string, Offer>,
  pointerOf: (index: number) => string,
  lineIdOf: (index: number) => string,
): AskedLine[] {
  const errors: ProblemEntry[] = [];
  const lines = wanted.flatMap((line, index): AskedLine[] => {
    const offer = found.get(line.sku);
    if (!offer) {
      errors.push({ pointer: pointerOf(index), detail: 'is not sold here' });
      return [];
    }
    return [{ line: cartLine(line, offer, lineIdOf(index)), expectedUnitPrice: line.expectedUnitPrice ?? null }];
  });
  if (errors.length > 0) throw validationProblem(errors);
  return lines;
}

function cartLine(line: WantedLine, offer: Offer, lineId: string): CartLine {
  const { sku, quantity, agreedUnitPrice } = line;
  return {
    lineId,
    sku,
    productId: offer.productId,
    name: offer.name,
    quantity,
    unitPrice: agreedUnitPrice ?? offer.price,
    agreed: agreedUnitPrice !== undefined,
  };
}

/** The current prices in the form placing takes them; null for what was asked for and is not sold. */
export function offersFor(skus: Iterable<string>, found: ReadonlyMap<string, Offer>): Offers {
  return new Map(
    Array.from(skus, (sku) => {
      const offer = found.get(sku);
      return [sku, offer ? { price: offer.price, priceRevision: offer.priceRevision } : null];
    }),
  );
}
