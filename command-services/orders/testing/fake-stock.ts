import { refuse } from '@shop/platform/command-handling/decider.ts';
import { RefusedError } from '@shop/platform/command-handling/refused-error.ts';
import type { Stock, StockLine } from '../ports/stock.ts';

type HoldStatus = 'held' | 'confirmed' | 'released' | 'expired';

/** Stock in memory, idempotent by ids like the real one; `journal` tells only what changed something. */
export class FakeStock implements Stock {
  readonly journal: string[] = [];
  readonly onHand: Map<string, number>;
  readonly #holds = new Map<string, { sku: string; quantity: number; status: HoldStatus; deducted: number }>();
  readonly #done = new Set<string>();

  constructor(onHand: Readonly<Record<string, number>>) {
    this.onHand = new Map(Object.entries(onHand));
  }

  available(sku: string): number {
    let reserved = 0;
    for (const hold of this.#holds.values()) {
      if (hold.sku === sku && (hold.status === 'held' || hold.status === 'confirmed')) reserved += hold.quantity - hold.deducted;
    }
    return (this.onHand.get(sku) ?? 0) - reserved;
  }

  /** A hold runs out, as when another order needs the room. */
  runOut(reservationId: string, sku: string): void {
    const hold = this.#holds.get(`${reservationId}/${sku}`);
    if (hold?.status === 'held') hold.status = 'expired';
  }

  reserve: Stock['reserve'] = async ({ reservationId, lines }) => {
    const refused = addedUp(lines).filter(({ sku, quantity }) => {
      const key = `${reservationId}/${sku}`;
      const hold = this.#holds.get(key);
      if (hold) {
        if (hold.quantity !== quantity) throw refusal(sku, 'reservation-conflict', 'another quantity');
        return hold.status === 'released' || hold.status === 'expired';
      }
      if (this.available(sku) < quantity) return true;
      this.#holds.set(key, { sku, quantity, status: 'held', deducted: 0 });
      this.journal.push(`reserve ${sku} ${quantity}`);
      return false;
    });
    return { refused: refused.map(({ sku }) => sku) };
  };

  confirm: Stock['confirm'] = async ({ reservationId, skus }) => ({
    missing: skus.filter((sku) => !this.#move(reservationId, sku, ['held'], 'confirmed', ['confirmed'])),
  });

  release: Stock['release'] = async ({ reservationId, skus }) => {
    for (const sku of skus) this.#move(reservationId, sku, ['held', 'confirmed'], 'released');
  };

  expire: Stock['expire'] = async ({ reservationId, skus }) => {
    for (const sku of skus) this.#move(reservationId, sku, ['held'], 'expired');
  };

  deduct: Stock['deduct'] = async ({ reservationId, fulfilmentId, lines }) => {
    for (const { sku, quantity } of lines) {
      const hold = this.#holds.get(`${reservationId}/${sku}`);
      if (!hold) throw refusal(sku, 'reservation-missing', `nothing is held under ${reservationId}`);
      if (hold.status !== 'confirmed') throw refusal(sku, 'invalid-transition', `not confirmed under ${reservationId}`);
      if (this.#done.has(`deduct ${fulfilmentId} ${sku}`)) continue;
      if (hold.deducted + quantity > hold.quantity) {
        throw refusal(sku, 'deduction-exceeds-reservation', 'more than was reserved');
      }
      this.#once(`deduct ${fulfilmentId} ${sku}`);
      hold.deducted += quantity;
      this.onHand.set(sku, (this.onHand.get(sku) ?? 0) - quantity);
      this.journal.push(`deduct ${sku} ${quantity}`);
    }
  };

  restock: Stock['restock'] = async ({ returnId, lines }) => {
    for (const { sku, quantity, disposition } of lines) {
      if (!this.#once(`restock ${returnId} ${sku} ${disposition}`)) continue;
      if (disposition === 'restock') this.onHand.set(sku, (this.onHand.get(sku) ?? 0) + quantity);
      this.journal.push(`restock ${sku} ${quantity} ${disposition}`);
    }
  };

  #move(reservationId: string, sku: string, from: HoldStatus[], to: HoldStatus, done: HoldStatus[] = []): boolean {
    const hold = this.#holds.get(`${reservationId}/${sku}`);
    if (!hold || !from.includes(hold.status)) return hold !== undefined && done.includes(hold.status);
    hold.status = to;
    this.journal.push(`${to} ${sku}`);
    return true;
  }

  #once(id: string): boolean {
    if (this.#done.has(id)) return false;
    this.#done.add(id);
    return true;
  }
}

function refusal(sku: string, code: string, detail: string): RefusedError {
  return new RefusedError(sku, refuse(code, detail).refused);
}

function addedUp(lines: readonly StockLine[]): readonly StockLine[] {
  const sums = new Map<string, number>();
  for (const { sku, quantity } of lines) sums.set(sku, (sums.get(sku) ?? 0) + quantity);
  return [...sums].map(([sku, quantity]) => ({ sku, quantity }));
}
