import type { Place } from '../port.ts';
import { encodeValue, endOf } from './encoding.ts';
import { onlyValue, type Part } from './filter.ts';
import { part } from './keys.ts';
import type { OrderLayout } from './layout.ts';
import type { Driver } from './walk.ts';

type Ranged = Extract<Driver, { readonly key: string }>;

/** The part of a declared order in which everything lies that a query can find. */
export interface OrderRange {
  readonly order: OrderLayout;
  /** Equalities that the order begins with. */
  readonly covers: readonly Part[];
  /** Conditions on the sorted field itself. */
  readonly bounds: readonly Part[];
  readonly bounded: boolean;
  /** What each member in the range begins with. */
  readonly prefix: string;
  readonly driver: Ranged;
}

/** The range of an order for a query; null where the query does not fix all the fields that the order begins with. */
export function orderRange(order: OrderLayout, parts: readonly Part[]): OrderRange | null {
  const covers: Part[] = [];
  let prefix = '';
  for (const field of order.where) {
    const fixed = parts.find((each) => each.field === field && onlyValue(each) !== undefined);
    const value = fixed && onlyValue(fixed);
    if (!fixed || value === undefined) return null;
    covers.push(fixed);
    prefix += encodeValue(value);
  }
  const bounds = parts.filter((each) => each.field === order.by && !covers.includes(each) && boundsOf(each) !== null);
  let [min, max] = [`[${prefix}1`, `(${prefix}3`];
  const [bound] = bounds;
  if (bound) {
    const { from, to } = boundsOf(bound) ?? {};
    if (from !== null && from !== undefined) min = `[${prefix}1${encodeValue(from)}`;
    max = to !== null && to !== undefined ? `(${prefix}1${endOf(encodeValue(to))}` : `(${prefix}2`;
  }
  const driver = { key: part.order(order.index), min, max, turn: 'no', skip: Buffer.byteLength(prefix) } as const;
  return { order, covers, bounds: bounds.slice(0, 1), bounded: bounds.length > 0, prefix, driver };
}

/**
 * The ranges, one after the other, whose members are the sorted list behind a place: nulls last in either
 * direction, equal values by key ascending.
 */
export function sortedDrivers(range: OrderRange, descending: boolean, after: Place | undefined): readonly Driver[] {
  const { driver, prefix, bounded } = range;
  const nulls = `${prefix}2\0\x01`;
  if (after && after.value === null) return bounded ? [] : [{ ...driver, min: `(${nulls}${after.key}` }];
  const here = after && after.value !== null ? `${prefix}1${encodeValue(after.value)}` : null;
  if (!descending) return [here === null ? driver : { ...driver, min: later(driver.min, `(${here}${after?.key}`) }];
  // A place that the query itself does not reach stands before or behind all of it.
  if (here !== null && compareBytes(here, driver.max.slice(1)) >= 0) return sortedDrivers(range, true, undefined);
  if (here !== null && compareBytes(here, driver.min.slice(1)) < 0) return [];
  const values: Ranged = { ...driver, turn: 'value', max: bounded ? driver.max : `(${prefix}2` };
  const behind = here === null ? values : { ...values, run: here, from: `(${here}${after?.key}` };
  return bounded ? [behind] : [behind, { ...driver, min: `[${nulls}` }];
}

/** The later of two lower bounds, so that a place never widens the range that the query asks for. */
function later(a: string, b: string): string {
  return compareBytes(a.slice(1), b.slice(1)) > 0 ? a : b;
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function boundsOf({ condition, field }: Part): { readonly from: number | null; readonly to: number | null } | null {
  if (condition?.kind === 'range') return condition;
  const value = condition && field?.kind === 'number' && condition.kind === 'any' ? condition.values : [];
  const [only] = value;
  return value.length === 1 && typeof only === 'number' ? { from: only, to: only } : null;
}
