/**
 * An immutable map from strings: `set` and `delete` give a new map that shares all but one path with the
 * old one (a hash array mapped trie: Bagwell, "Ideal Hash Trees", 2001). A hot stream folds its state
 * hundreds of thousands of times; copying a whole map each time would make every event dearer than the last.
 */
export class PersistentMap<V> implements Iterable<readonly [string, V]> {
  readonly size: number;
  readonly #root: Node<V> | null;

  private constructor(root: Node<V> | null, size: number) {
    this.#root = root;
    this.size = size;
  }

  /** The map with nothing in it. */
  static empty<V>(): PersistentMap<V> {
    return new PersistentMap<V>(null, 0);
  }

  get(key: string): V | undefined {
    return find(this.#root, hashOf(key), key)?.value;
  }

  has(key: string): boolean {
    return find(this.#root, hashOf(key), key) !== undefined;
  }

  set(key: string, value: V): PersistentMap<V> {
    const hash = hashOf(key);
    const size = find(this.#root, hash, key) ? this.size : this.size + 1;
    return new PersistentMap(insert(this.#root, 0, { hash, key, value, next: null }), size);
  }

  delete(key: string): PersistentMap<V> {
    const hash = hashOf(key);
    if (!this.#root || !find(this.#root, hash, key)) return this;
    return new PersistentMap(remove(this.#root, 0, hash, key), this.size - 1);
  }

  /** In an order of its own that says nothing: sort where order matters. */
  *[Symbol.iterator](): Generator<readonly [string, V]> {
    yield* walk(this.#root);
  }
}

/** One entry; `next` holds another key of the very same hash, nearly never. */
interface Leaf<V> {
  readonly hash: number;
  readonly key: string;
  readonly value: V;
  readonly next: Leaf<V> | null;
}
/** Up to 32 children, those present marked in `bitmap` and packed in order. */
interface Branch<V> {
  readonly bitmap: number;
  readonly children: readonly Node<V>[];
}
type Node<V> = Leaf<V> | Branch<V>;

const bitsPerLevel = 5;

/** FNV-1a, 32 bits (Fowler, Noll, Vo). */
export function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return hash >>> 0;
}

const bitAt = (hash: number, shift: number): number => 1 << ((hash >>> shift) & 31);

function ones(bits: number): number {
  let count = 0;
  for (let rest = bits; rest !== 0; rest &= rest - 1) count++;
  return count;
}

/** Where the child of this bit stands among those packed. */
const placeOf = (bitmap: number, bit: number): number => ones(bitmap & (bit - 1));

function find<V>(root: Node<V> | null, hash: number, key: string): Leaf<V> | undefined {
  let node = root;
  for (let shift = 0; node; shift += bitsPerLevel) {
    if ('key' in node) {
      if (node.hash !== hash) return undefined;
      for (let leaf: Leaf<V> | null = node; leaf; leaf = leaf.next) if (leaf.key === key) return leaf;
      return undefined;
    }
    const bit = bitAt(hash, shift);
    node = (node.bitmap & bit) === 0 ? null : (node.children[placeOf(node.bitmap, bit)] ?? null);
  }
  return undefined;
}

function insert<V>(node: Node<V> | null, shift: number, leaf: Leaf<V>): Node<V> {
  if (!node) return leaf;
  if ('key' in node) {
    if (node.hash === leaf.hash) return { ...leaf, next: without(node, leaf.key) };
    return insert({ bitmap: bitAt(node.hash, shift), children: [node] }, shift, leaf);
  }
  const bit = bitAt(leaf.hash, shift);
  const place = placeOf(node.bitmap, bit);
  const there = node.children[place];
  if ((node.bitmap & bit) === 0 || !there) {
    return { bitmap: node.bitmap | bit, children: node.children.toSpliced(place, 0, leaf) };
  }
  return { bitmap: node.bitmap, children: node.children.with(place, insert(there, shift + bitsPerLevel, leaf)) };
}

function remove<V>(node: Node<V>, shift: number, hash: number, key: string): Node<V> | null {
  if ('key' in node) return without(node, key);
  const bit = bitAt(hash, shift);
  const place = placeOf(node.bitmap, bit);
  const before = node.children[place];
  const after = before ? remove(before, shift + bitsPerLevel, hash, key) : null;
  if (after) return { bitmap: node.bitmap, children: node.children.with(place, after) };
  if (node.children.length === 1) return null;
  return { bitmap: node.bitmap & ~bit, children: node.children.toSpliced(place, 1) };
}

/** The chain of one hash without this key. */
function without<V>(leaf: Leaf<V>, key: string): Leaf<V> | null {
  if (leaf.key === key) return leaf.next;
  return { ...leaf, next: leaf.next && without(leaf.next, key) };
}

function* walk<V>(node: Node<V> | null): Generator<readonly [string, V]> {
  if (!node) return;
  if ('key' in node) for (let leaf: Leaf<V> | null = node; leaf; leaf = leaf.next) yield [leaf.key, leaf.value];
  else for (const child of node.children) yield* walk(child);
}
