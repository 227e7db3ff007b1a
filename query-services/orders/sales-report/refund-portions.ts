import { splitByLargestRemainder } from '../largest-remainder.ts';
import { type Figures, noFigures } from './figures.ts';
import type { ReturnedUnits, SoldArticle } from './view.ts';

/**
 * How a refund falls to articles: one that belongs to a return to what came back, each article by its worth
 * (goods − discount + tax, per unit); any other to everything ordered. By largest remainder, so that the parts add up
 * to the refund exactly. Where nothing had a price, by units.
 */
export function refundPortions(
  amount: number,
  articles: readonly SoldArticle[],
  returned: ReturnedUnits | null,
): readonly (readonly [sku: string, figures: Figures])[] {
  const shares = returned ? returnedWorth(articles, returned) : articles.map((article) => [article[0], worth(article)] as const);
  const priceless = shares.every(([, weight]) => weight === 0);
  const weights = priceless ? unitsOf(articles, returned) : shares;
  const parts = splitByLargestRemainder(
    amount,
    weights.map(([, weight]) => weight),
  );
  return weights.map(([sku], index) => [sku, { ...noFigures, refunded: parts[index] ?? 0 }] as const);
}

type Weight = readonly [sku: string, weight: number];

function returnedWorth(articles: readonly SoldArticle[], { units }: ReturnedUnits): readonly Weight[] {
  const bySku = new Map(articles.map((article) => [article[0], article]));
  return units.flatMap(([sku, quantity]) => {
    const article = bySku.get(sku);
    return article ? [[sku, Math.round((worth(article) * quantity) / article[1])] as const] : [];
  });
}

function unitsOf(articles: readonly SoldArticle[], returned: ReturnedUnits | null): readonly Weight[] {
  return returned ? returned.units : articles.map(([sku, units]) => [sku, units] as const);
}

function worth([, , goods, discount, tax]: SoldArticle): number {
  return goods - discount + tax;
}
