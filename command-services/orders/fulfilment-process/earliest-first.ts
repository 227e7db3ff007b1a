export interface Entry {
  readonly at: number;
  readonly key: string;
}

/** A priority queue: the earliest entry first (a binary heap; adding and taking cost log n). */
export class EarliestFirst {
  readonly #heap: Entry[] = [];

  get first(): Entry | undefined {
    return this.#heap[0];
  }

  add(at: number, key: string): void {
    const heap = this.#heap;
    heap.push({ at, key });
    for (let child = heap.length - 1; child > 0;) {
      const parent = (child - 1) >> 1;
      if (this.#time(parent) <= this.#time(child)) break;
      this.#swap(parent, child);
      child = parent;
    }
  }

  takeFirst(): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (heap.length === 0 || last === undefined) return first;
    heap[0] = last;
    for (let parent = 0; ;) {
      const left = 2 * parent + 1;
      const child = this.#time(left + 1) < this.#time(left) ? left + 1 : left;
      if (this.#time(parent) <= this.#time(child)) return first;
      this.#swap(parent, child);
      parent = child;
    }
  }

  #time(index: number): number {
    return this.#heap[index]?.at ?? Infinity;
  }

  #swap(a: number, b: number): void {
    const [one, other] = [this.#heap[a], this.#heap[b]];
    if (one && other) [this.#heap[a], this.#heap[b]] = [other, one];
  }
}
