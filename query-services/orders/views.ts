import { z } from 'zod';
import { type Address, currencySchema, type Money, moneySchema, type Totals } from '@shop/shared-events';

/** Money that may be negative, e.g. a day's net sales. */
export const signedMoneySchema = z.strictObject({ amount: z.int(), currency: currencySchema });

/** An address as it is answered: what it does not have is null. */
export const addressViewSchema = z.strictObject({
  name: z.string(),
  line1: z.string(),
  line2: z.string().nullable(),
  city: z.string(),
  region: z.string().nullable(),
  postalCode: z.string(),
  country: z.string(),
  phone: z.string().nullable(),
});
export type AddressView = z.infer<typeof addressViewSchema>;

/** The address of an opened event; null where it was erased. */
export function addressView(address: Address | null): AddressView | null {
  if (address === null) return null;
  const { name, line1, line2 = null, city, region = null, postalCode, country, phone = null } = address;
  return { name, line1, line2, city, region, postalCode, country, phone };
}

export const totalsViewSchema = z.strictObject({
  lines: moneySchema,
  discount: moneySchema,
  tax: moneySchema,
  shipping: moneySchema,
  total: moneySchema,
});
export type TotalsView = z.infer<typeof totalsViewSchema>;

/** Minor units as they are answered. */
export function money(amount: number, currency: string): Money {
  return { amount, currency };
}

/** An instant with any offset as ISO 8601 in UTC. */
export function utc(instant: string): string {
  return new Date(Date.parse(instant)).toISOString();
}

/** Totals in minor units as they are answered. */
export function totalsView(totals: Totals, currency: string): TotalsView {
  return {
    lines: money(totals.lines, currency),
    discount: money(totals.discount, currency),
    tax: money(totals.tax, currency),
    shipping: money(totals.shipping, currency),
    total: money(totals.total, currency),
  };
}
