import type { Fields } from '../checked-query.ts';
import type { FieldKind } from '../port.ts';
import type { CollectionShape } from '../shape.ts';

/** A field, with its number in keys and its place in the stored record. */
export interface FieldLayout {
  readonly name: string;
  readonly kind: FieldKind;
  readonly index: number;
  /** Place among the record's single values, or among its lists; -1 for texts. */
  readonly at: number;
}

export interface OrderLayout {
  readonly index: number;
  readonly where: readonly FieldLayout[];
  readonly by: FieldLayout;
}

/** How one collection is kept in Redis: follows from its shape alone. */
export interface CollectionLayout {
  readonly index: number;
  readonly name: string;
  readonly fields: Fields;
  readonly byName: ReadonlyMap<string, FieldLayout>;
  /** `keyword` and `number` fields, in the order of the record. */
  readonly single: readonly FieldLayout[];
  /** `keywords` fields, in the order of the record. */
  readonly several: readonly FieldLayout[];
  readonly hasText: boolean;
  readonly orders: readonly OrderLayout[];
}

export function layoutsOf(shape: readonly CollectionShape[]): ReadonlyMap<string, CollectionLayout> {
  return new Map(shape.map((collection, index) => [collection.name, layoutOf(collection, index)]));
}

/** The layout as the script of commits reads it; places count from one there. */
export function layoutJson(layouts: Iterable<CollectionLayout>): string {
  return JSON.stringify(
    [...layouts].map(({ index, single, several, hasText, orders }) => ({
      c: index,
      plain: single.length === 0 && several.length === 0 && !hasText,
      text: hasText,
      single: single.map((field) => (field.kind === 'keyword' ? field.index : -1)),
      several: several.map((field) => field.index),
      orders: orders.map((order) => ({ o: order.index, where: order.where.map(({ at }) => at + 1), by: order.by.at + 1 })),
    })),
  );
}

function layoutOf({ name, fields, orders }: CollectionShape, index: number): CollectionLayout {
  const all: FieldLayout[] = [];
  const counts = { single: 0, several: 0 };
  Object.entries(fields).forEach(([field, kind], number) => {
    const at = kind === 'text' ? -1 : kind === 'keywords' ? counts.several++ : counts.single++;
    all.push({ name: field, kind, index: number, at });
  });
  const byName = new Map(all.map((field) => [field.name, field]));
  const known = (field: string): FieldLayout => {
    const found = byName.get(field);
    if (!found) throw new Error(`${name} orders by ${field}, which it does not have`);
    return found;
  };
  const unique = new Map(orders.map((order) => [JSON.stringify([order.where, order.by]), order]));
  return {
    ...{ index, name, fields, byName },
    single: all.filter(({ kind }) => kind === 'keyword' || kind === 'number'),
    several: all.filter(({ kind }) => kind === 'keywords'),
    hasText: all.some(({ kind }) => kind === 'text'),
    orders: [...unique.values()].map(({ where, by }, number) => ({ index: number, where: where.map(known), by: known(by) })),
  };
}
