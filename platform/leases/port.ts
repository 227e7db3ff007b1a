/** The engine that keeps leases does not answer: who holds one is not known. */
export class LeasesUnavailableError extends Error {
  override readonly name = 'LeasesUnavailableError';
}

/**
 * Who does what is to be done once in the whole shop. A lease saves work, it does not guard data: whoever holds
 * one must stay correct beside another holder, since clocks and networks can always make two of them.
 */
export interface Leases {
  /**
   * True where `owner` now holds the lease until `ttlMs` from now; asking again prolongs it. False where another
   * holds it. Throws {@link LeasesUnavailableError}.
   */
  take(name: string, owner: string, ttlMs: number): Promise<boolean>;
  /** Gives the lease up, so that another need not wait for its end; changes nothing where another holds it. */
  end(name: string, owner: string): Promise<void>;
  close(): Promise<void>;
}
