/** The categories of streams; a stream's name is `{category}-{id}`. */
export const categories = [
  'product',
  'sku',
  'slug',
  'inventory',
  'order',
  'payment',
  'discountCode',
  'fulfilmentProcess',
  'customer',
  'operation',
  'idempotencyKey',
] as const;
export type Category = (typeof categories)[number];

/** The stream of one aggregate. */
export function streamName(category: Category, id: string): string {
  return `${category}-${id}`;
}

/** What stands before the first hyphen; the whole name where there is none. */
export function categoryOf(stream: string): string {
  const hyphen = stream.indexOf('-');
  return hyphen < 0 ? stream : stream.slice(0, hyphen);
}

/** What stands behind the first hyphen. */
export function idOf(stream: string): string {
  return stream.slice(stream.indexOf('-') + 1);
}
