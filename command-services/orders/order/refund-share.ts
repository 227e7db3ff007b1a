import { share } from './rounding.ts';

/** What a placed line came to; amounts in minor units. */
export interface LineWorth {
  readonly quantity: number;
  readonly lineTotal: number;
  readonly discount: number;
  readonly tax: number;
}

/**
 * What the next `units` of an article are worth after `returnedBefore` of them have come back: their share of
 * line total, discount and tax. The article's lines are used up in their order. Rounding is cumulative
 * (worth of the first n units, half up, minus worth of those before), so the parts add up to the whole exactly.
 */
export function worthOfUnits(lines: readonly LineWorth[], returnedBefore: number, units: number): number {
  return worthOfFirst(lines, returnedBefore + units) - worthOfFirst(lines, returnedBefore);
}

function worthOfFirst(lines: readonly LineWorth[], units: number): number {
  let worth = 0;
  let left = units;
  for (const line of lines) {
    if (left === 0) break;
    const taken = Math.min(left, line.quantity);
    worth += share(line.lineTotal - line.discount + line.tax, taken, line.quantity);
    left -= taken;
  }
  if (left > 0) throw new RangeError(`${left} units more than were ordered`);
  return worth;
}
