import type { ProjectionSpec } from './port.ts';
import type { Fields } from './checked-query.ts';

/** What a generation's tables were made for; kept with it, since the code's spec may move on. */
export interface CollectionShape {
  readonly name: string;
  readonly fields: Fields;
  readonly orders: readonly { readonly where: readonly string[]; readonly by: string }[];
}

/** The storable part of a spec. Throws where a name is used twice or an order names no field to sort by. */
export function shapeOf(spec: ProjectionSpec): readonly CollectionShape[] {
  const names = new Set<string>();
  return spec.collections.map(({ name, fields, orders = [] }) => {
    if (names.has(name)) throw new Error(`projection ${spec.name} has two collections ${name}`);
    names.add(name);
    for (const field of orders.flatMap((order) => [...order.where, order.by])) {
      if (fields[field] !== 'keyword' && fields[field] !== 'number') {
        throw new Error(`${spec.name}.${name} orders by ${field}, which is neither keyword nor number`);
      }
    }
    return { name, fields: { ...fields }, orders: orders.map(({ where, by }) => ({ where: [...where], by })) };
  });
}

/** Equal for two specs exactly when a generation built for one serves the other. */
export function shapeSignature(spec: ProjectionSpec): string {
  const sorted = shapeOf(spec)
    .map(({ name, fields, orders }) => ({ name, fields: Object.entries(fields).sort(byFirst), orders }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  return JSON.stringify([spec.version, sorted]);
}

function byFirst([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
