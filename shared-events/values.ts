import { z } from 'zod';

/** ISO 4217 alphabetic code. */
export const currencySchema = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code');

/** A non-negative number of minor units (pence, cents) that a double holds exactly. */
export const minorUnitsSchema = z.int('must be a whole number').min(0).max(Number.MAX_SAFE_INTEGER);

/** An amount of money: integer minor units of one currency; never a fraction, never negative. */
export const moneySchema = z.strictObject({ amount: minorUnitsSchema, currency: currencySchema });
export type Money = z.infer<typeof moneySchema>;

/** A stock keeping unit as shops print it. Letter case counts: `84596B` and `84596b` are two articles. */
export const skuSchema = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/, 'must be 1 to 64 of A-Z a-z 0-9 . _ - and start with a letter or digit');

export const slugSchema = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be lower-case words joined by single hyphens');

/** The upper-case form in which a discount code is kept. */
export const discountCodeSchema = z.string().regex(/^[A-Z0-9-]{3,32}$/, 'must be 3 to 32 of A-Z 0-9 -');

export const quantitySchema = z.int('must be a whole number').min(1).max(1_000_000);
export const uuidSchema = z.guid();
export const instantSchema = z.iso.datetime({ offset: true });
export const reasonSchema = z.string().min(1).max(500);
export const nameSchema = z.string().min(1).max(200);

/** A postal address. `country` is ISO 3166-1 alpha-2. */
export const addressSchema = z.strictObject({
  name: nameSchema,
  line1: z.string().min(1).max(200),
  line2: z.string().min(1).max(200).optional(),
  city: z.string().min(1).max(200),
  region: z.string().min(1).max(200).optional(),
  postalCode: z.string().min(1).max(32),
  country: z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code'),
  phone: z.string().min(1).max(40).optional(),
});
export type Address = z.infer<typeof addressSchema>;

/**
 * Personal data as it stands in an event: AES-256-GCM under the customer's own key, base64url.
 * Once that key is destroyed the value can never be read again, wherever a copy of the event lies.
 */
export const personalDataSchema = z.strictObject({
  customerId: z.string().min(1),
  iv: z.string(),
  ciphertext: z.string(),
  tag: z.string(),
});
export type PersonalData = z.infer<typeof personalDataSchema>;
