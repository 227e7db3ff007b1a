import { PersistentMap } from '../persistent-map.ts';

/** Stock that is promised and has not left the house. */
export interface Reservation {
  readonly orderId: string;
  /** What was reserved. */
  readonly quantity: number;
  /** What of it has not been deducted yet. */
  readonly open: number;
  readonly expiresAt: string;
}

/**
 * Open reservations by id. `total` is the sum of what is open; it is made anew with every change from the
 * very entries that change, so that it cannot drift from the map.
 */
export class Reservations implements Iterable<readonly [string, Reservation]> {
  static readonly none = new Reservations(PersistentMap.empty(), 0);
  readonly total: number;
  readonly #byId: PersistentMap<Reservation>;

  private constructor(byId: PersistentMap<Reservation>, total: number) {
    this.#byId = byId;
    this.total = total;
  }

  get size(): number {
    return this.#byId.size;
  }

  get(id: string): Reservation | undefined {
    return this.#byId.get(id);
  }

  /** Puts a reservation in, or in the place of the one of this id. */
  with(id: string, reservation: Reservation): Reservations {
    const before = this.#byId.get(id)?.open ?? 0;
    return new Reservations(this.#byId.set(id, reservation), this.total - before + reservation.open);
  }

  without(id: string): Reservations {
    const before = this.#byId.get(id);
    return before ? new Reservations(this.#byId.delete(id), this.total - before.open) : this;
  }

  *[Symbol.iterator](): Generator<readonly [string, Reservation]> {
    yield* this.#byId;
  }
}
