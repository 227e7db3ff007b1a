import type { Cause } from '@shop/platform/command-handling/cause.ts';

export interface StockLine {
  readonly sku: string;
  readonly quantity: number;
}

/**
 * Stock as the fulfilment process asks for it. One reservation per SKU under the reservation's id. Every
 * call is idempotent by its ids and may be made again after an unknown outcome; it throws only where the
 * stock service cannot be reached.
 */
export interface Stock {
  /** Reserves every line or says which SKUs were refused; lines reserved beside a refused one stay until released. */
  reserve(
    request: {
      readonly reservationId: string;
      readonly orderId: string;
      readonly lines: readonly StockLine[];
      readonly expiresAt: string;
    },
    cause: Cause,
  ): Promise<{ readonly refused: readonly string[] }>;
  /** Makes holds permanent; says for which SKUs no hold is left. */
  confirm(
    request: { readonly reservationId: string; readonly skus: readonly string[] },
    cause: Cause,
  ): Promise<{ readonly missing: readonly string[] }>;
  release(
    request: { readonly reservationId: string; readonly skus: readonly string[]; readonly reason: string },
    cause: Cause,
  ): Promise<void>;
  expire(request: { readonly reservationId: string; readonly skus: readonly string[] }, cause: Cause): Promise<void>;
  /** Goods leave: on hand and the reservation fall together. */
  deduct(
    request: { readonly reservationId: string; readonly fulfilmentId: string; readonly lines: readonly StockLine[] },
    cause: Cause,
  ): Promise<void>;
  restock(
    request: {
      readonly returnId: string;
      readonly orderId: string;
      readonly lines: readonly (StockLine & { readonly disposition: 'restock' | 'damaged' })[];
    },
    cause: Cause,
  ): Promise<void>;
}
