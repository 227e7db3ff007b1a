import { z } from 'zod';
import { skuSchema } from '@shop/shared-events';
import type { Role } from '@shop/platform/auth/roles.ts';

/** Who reads exact stock (docs: security, "exact stock, ledger, reservations, low stock"); admin is always meant. */
export const stockReaders: readonly Role[] = ['catalog-manager', 'warehouse', 'support'];

/** `:sku` in the path of a stock item. */
export const skuParams = z.strictObject({ sku: skuSchema });
