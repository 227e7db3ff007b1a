/** Keeps one secret key per customer, apart from the log; destroying it is what erases the customer. */
export interface KeyVault {
  /** The customer's key, made on first use. Null where it was destroyed: it is never made again. */
  keyFor(customerId: string): Promise<Uint8Array | null>;
  /** The keys that exist, for reading; customers without one are absent. */
  existing(customerIds: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
  /** Durable when it resolves; again is no error. */
  destroy(customerId: string): Promise<void>;
  close(): Promise<void>;
}
