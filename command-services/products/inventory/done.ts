import { PersistentMap } from '../persistent-map.ts';

/** How a reservation ended. */
export type Ending = 'released' | 'expired' | 'deducted';
const endings: readonly Ending[] = ['released', 'expired', 'deducted'];

/**
 * What has been done, as compactly as recognising a repetition allows: one number for each id. It is kept
 * for the stream's whole life, because a message may come again at any time.
 */
export class Done {
  static readonly nothing = new Done(PersistentMap.empty());
  readonly #numbers: PersistentMap<number>;

  private constructor(numbers: PersistentMap<number>) {
    this.#numbers = numbers;
  }

  /** The reservation is over. `quantity` is what was reserved. */
  withEnding(reservationId: string, quantity: number, ending: Ending): Done {
    return this.#with(`reservation ${reservationId}`, quantity * endings.length + endings.indexOf(ending));
  }

  ending(reservationId: string): { readonly quantity: number; readonly ending: Ending } | undefined {
    const number = this.#numbers.get(`reservation ${reservationId}`);
    if (number === undefined) return undefined;
    const ending = endings[number % endings.length] ?? 'released';
    return { quantity: Math.floor(number / endings.length), ending };
  }

  /** A receipt, adjustment, deduction or restocking happened with this number of pieces. */
  withNumber(kind: NumberedKind, id: string, number: number): Done {
    return this.#with(`${kind} ${id}`, number);
  }

  number(kind: NumberedKind, id: string): number | undefined {
    return this.#numbers.get(`${kind} ${id}`);
  }

  #with(key: string, number: number): Done {
    return new Done(this.#numbers.set(key, number));
  }
}

export type NumberedKind = 'receipt' | 'adjustment' | 'deduction' | 'restocking';

/** One fulfilment deducts a reservation once. */
export const deductionId = (fulfilmentId: string, reservationId: string): string => `${fulfilmentId} ${reservationId}`;

/** One return brings back pieces of one SKU in each condition once. */
export const restockingId = (returnId: string, disposition: string): string => `${returnId} ${disposition}`;
