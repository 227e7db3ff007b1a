import type { CartLine } from '@shop/shared-events';

/**
 * The lines of a cart, immutable to whoever holds them. Adding a line shares the array with the older
 * value instead of copying it, so that folding n additions costs n steps.
 */
export class CartLines implements Iterable<CartLine> {
  static readonly none = new CartLines([], 0);

  readonly size: number;
  /** May be longer than `size`: what lies behind belongs to newer values. */
  readonly #shared: CartLine[];

  private constructor(shared: CartLine[], size: number) {
    this.#shared = shared;
    this.size = size;
  }

  with(line: CartLine): CartLines {
    const shared = this.#shared.length === this.size && this.size > 0 ? this.#shared : this.#shared.slice(0, this.size);
    shared.push(line);
    return new CartLines(shared, this.size + 1);
  }

  find(lineId: string): CartLine | undefined {
    for (const line of this) if (line.lineId === lineId) return line;
    return undefined;
  }

  withQuantity(lineId: string, quantity: number): CartLines {
    const lines = this.toArray().map((line) => (line.lineId === lineId ? { ...line, quantity } : line));
    return new CartLines(lines, lines.length);
  }

  without(lineId: string): CartLines {
    const lines = this.toArray().filter((line) => line.lineId !== lineId);
    return new CartLines(lines, lines.length);
  }

  toArray(): CartLine[] {
    return this.#shared.slice(0, this.size);
  }

  *[Symbol.iterator](): Iterator<CartLine> {
    for (let index = 0; index < this.size; index++) {
      const line = this.#shared[index];
      if (line) yield line;
    }
  }
}
