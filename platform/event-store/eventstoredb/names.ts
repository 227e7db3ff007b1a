import { categoryOf } from '@shop/shared-events/stream-names.ts';
import type { StreamFilter } from '../port.ts';

/** Names that begin with `$` are the server's own; ours are written with this before them, and so are those that begin with it. */
const mark = '~';
const system = '$';

/** A prefix that no name of ours has: behind the mark stands `$` or the mark again. */
const noStream = `${mark} `;

/** How a stream is called on the server. */
export function wireName(name: string): string {
  return name.startsWith(system) || name.startsWith(mark) ? mark + name : name;
}

/** How the stream is called by the shop; undefined for the server's own streams. */
export function portName(wire: string): string | undefined {
  if (wire.startsWith(system)) return undefined;
  return wire.startsWith(mark) ? wire.slice(mark.length) : wire;
}

/** What the server is asked to look for: beginnings of names, or a regular expression. */
export type WireFilter = { readonly prefixes: readonly string[] } | { readonly regex: string };

/**
 * The server's filter. It lets through at least what is asked for: a stream may be named like its category, without
 * a hyphen, so the prefix is the category alone; {@link isWanted} refuses the rest (`orders-1` for `order`).
 */
export function wireFilter(filter: StreamFilter | undefined): WireFilter {
  if (filter === undefined) return { regex: '^[^$]' };
  if (filter.categories.length === 0) return { prefixes: [noStream] };
  return { prefixes: filter.categories.map((category) => (category === '' ? '-' : wireName(category))) };
}

/** Whether a stream is of the filter's categories. */
export function isWanted(stream: string, filter: StreamFilter | undefined): boolean {
  return filter === undefined || filter.categories.includes(categoryOf(stream));
}
