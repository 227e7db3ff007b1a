/** Instants are ISO 8601; quantities are whole pieces, at least 1. */
export interface ReserveStock {
  readonly type: 'ReserveStock';
  readonly reservationId: string;
  readonly orderId: string;
  readonly quantity: number;
  readonly expiresAt: string;
  /** The time of the command: holds that have run out by then make room where there is none. */
  readonly at: string;
}

/** Goods of a confirmed reservation leave the house; several fulfilments may share one reservation. */
export interface DeductStock {
  readonly type: 'DeductStock';
  readonly fulfilmentId: string;
  readonly reservationId: string;
  readonly quantity: number;
}

export interface RestockReturn {
  readonly type: 'RestockReturn';
  readonly returnId: string;
  readonly orderId: string;
  readonly quantity: number;
  readonly disposition: 'restock' | 'damaged';
}

/** Either by how much the book is wrong, or what a stocktake counted on the shelf. */
export interface AdjustStock {
  readonly type: 'AdjustStock';
  readonly adjustmentId: string;
  readonly change: { readonly delta: number } | { readonly counted: number };
  readonly reason: string;
}

export interface ReceiveStock {
  readonly type: 'ReceiveStock';
  readonly receiptId: string;
  readonly quantity: number;
  readonly reference: string | null;
}

export interface RegisterStockItem {
  readonly type: 'RegisterStockItem';
  readonly sku: string;
  readonly onHand: number;
  readonly lowStockThreshold: number;
}

export type ReservationCommand =
  | ReserveStock
  | { readonly type: 'ConfirmReservation'; readonly reservationId: string }
  | { readonly type: 'ReleaseReservation'; readonly reservationId: string; readonly reason: string }
  | { readonly type: 'ExpireReservation'; readonly reservationId: string }
  | DeductStock;

export type BookCommand =
  ReceiveStock | AdjustStock | RestockReturn | { readonly type: 'SetLowStockThreshold'; readonly threshold: number };

export type InventoryCommand = RegisterStockItem | ReservationCommand | BookCommand;
