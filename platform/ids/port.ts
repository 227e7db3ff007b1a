/** The only source of randomness outside adapters. */
export interface Ids {
  /** A UUIDv7 (RFC 9562): rises with time. */
  next(): string;
}
