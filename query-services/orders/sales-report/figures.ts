/** What a row of the report adds up, in minor units. Gross and net follow from it. */
export type Figures = {
  readonly orders: number;
  readonly units: number;
  readonly goods: number;
  readonly discount: number;
  readonly tax: number;
  readonly shipping: number;
  readonly refunded: number;
};

export const noFigures: Figures = { orders: 0, units: 0, goods: 0, discount: 0, tax: 0, shipping: 0, refunded: 0 };

/** a + sign × b, figure by figure. */
export function addFigures(a: Figures, b: Figures, sign: 1 | -1 = 1): Figures {
  return {
    orders: a.orders + sign * b.orders,
    units: a.units + sign * b.units,
    goods: a.goods + sign * b.goods,
    discount: a.discount + sign * b.discount,
    tax: a.tax + sign * b.tax,
    shipping: a.shipping + sign * b.shipping,
    refunded: a.refunded + sign * b.refunded,
  };
}

export function isZero(figures: Figures): boolean {
  return Object.values(figures).every((figure) => figure === 0);
}

/** goods − discount + tax + shipping */
export function grossOf({ goods, discount, tax, shipping }: Figures): number {
  return goods - discount + tax + shipping;
}

/** Figures as they are stored, in the order of their names; a third of the size. */
export type PackedFigures = readonly [number, number, number, number, number, number, number];

export function packed({ orders, units, goods, discount, tax, shipping, refunded }: Figures): PackedFigures {
  return [orders, units, goods, discount, tax, shipping, refunded];
}

export function unpacked([orders, units, goods, discount, tax, shipping, refunded]: PackedFigures): Figures {
  return { orders, units, goods, discount, tax, shipping, refunded };
}
