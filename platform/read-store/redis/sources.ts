import type { Connection } from './connection.ts';
import { encodeKeyword } from './encoding.ts';
import { recordCondition, type Filter, type Part, type Segment } from './filter.ts';
import { collectionKey, part } from './keys.ts';
import type { CollectionLayout } from './layout.ts';
import { orderRange, type OrderRange } from './order-range.ts';
import type { GenerationAddress } from './walk.ts';

/** A way to come by every document that a query can find, and how many candidates it has. */
export interface Source {
  readonly cost: number;
  readonly segments: readonly Segment[];
  /** What need not be asked of the candidates again. */
  readonly answers: readonly Part[];
  readonly answersPrefix: boolean;
}

/** A beginning that more words have is no way to find few documents. */
const MOST_WORDS = 32;
const MOST_VALUES = 64;

/** How large things are, all asked in one round trip. */
export class Sizes {
  readonly #connection: Connection;
  readonly #base: string;

  constructor(connection: Connection, { base, generation }: GenerationAddress, layout: CollectionLayout) {
    this.#connection = connection;
    this.#base = collectionKey(base, generation, layout.index);
  }

  set(key: string): Promise<number> {
    return this.#connection.run((client) => client.scard(this.#base + key));
  }

  documents(): Promise<number> {
    return this.#connection.run((client) => client.zcard(this.#base + part.keys));
  }

  range({ key, min, max }: { readonly key: string; readonly min: string; readonly max: string }): Promise<number> {
    return this.#connection.run((client) => client.zlexcount(this.#base + key, min, max));
  }

  /** Documents in all of the sets. */
  intersection(keys: readonly string[]): Promise<number> {
    const named = keys.map((key) => this.#base + key);
    return this.#connection.run((client) => client.sintercard(named.length, named));
  }

  /** Words with a beginning, in order, at most `most`. */
  words(prefix: string, most: number): Promise<string[]> {
    const { min, max } = { min: `[${prefix}`, max: `(${prefix}\u{10ffff}` };
    return this.#connection.run((client) => client.zrangebylex(this.#base + part.lexicon, min, max, 'LIMIT', 0, most));
  }
}

/** Every source a filter allows, the one with fewest candidates first. */
export async function sourcesOf(layout: CollectionLayout, filter: Filter, sizes: Sizes): Promise<readonly Source[]> {
  const possible: Promise<Source | null>[] = [everything(sizes)];
  for (const each of filter.parts) {
    for (const set of each.sets) possible.push(ofSet(each, set, sizes));
    if (each.union.length > 1 && each.union.length <= MOST_VALUES) possible.push(ofValues(each, sizes));
  }
  for (const order of layout.orders) {
    const range = orderRange(order, filter.parts);
    if (range && (range.covers.length > 0 || range.bounded)) possible.push(ofRange(range, sizes));
  }
  if (filter.prefix !== null) possible.push(ofBeginning(filter.prefix, sizes));
  const sources = (await Promise.all(possible)).filter((source) => source !== null);
  return sources.sort((a, b) => a.cost - b.cost);
}

async function everything(sizes: Sizes): Promise<Source> {
  const driver = { key: part.keys, min: '-', max: '+', turn: 'no', skip: -1 } as const;
  return { cost: await sizes.documents(), segments: [segment(driver)], answers: [], answersPrefix: false };
}

async function ofSet(asked: Part, set: string, sizes: Sizes): Promise<Source> {
  const answers = asked.sets.length === 1 ? [asked] : [];
  return { cost: await sizes.set(set), segments: [segment({ set, cursor: '0' })], answers, answersPrefix: false };
}

/** One value after the other; a document that has several of them is found by the first. */
async function ofValues(asked: Part, sizes: Sizes): Promise<Source> {
  const costs = await Promise.all(asked.union.map((set) => sizes.set(set)));
  const { field, condition } = asked;
  const values = condition?.kind === 'any' ? [...new Set(condition.values.map(encodeKeyword))] : [];
  const segments = asked.union.map((set, at) => {
    const before = values.slice(0, at);
    const seen = field?.kind === 'keywords' && before.length > 0 ? [recordCondition('none', field, before)] : [];
    return { driver: { set, cursor: '0' }, where: seen, without: [] };
  });
  return { cost: sum(costs), segments, answers: [asked], answersPrefix: false };
}

async function ofRange(range: OrderRange, sizes: Sizes): Promise<Source> {
  const answers = [...range.covers, ...range.bounds];
  return { cost: await sizes.range(range.driver), segments: [segment(range.driver)], answers, answersPrefix: false };
}

async function ofBeginning(prefix: string, sizes: Sizes): Promise<Source | null> {
  const words = await sizes.words(prefix, MOST_WORDS + 1);
  if (words.length > MOST_WORDS) return null;
  const costs = await Promise.all(words.map((word) => sizes.set(part.word(word))));
  const segments = words.map((word, at) => ({
    driver: { set: part.word(word), cursor: '0' },
    where: [],
    without: words.slice(0, at),
  }));
  return { cost: sum(costs), segments, answers: [], answersPrefix: true };
}

function segment(driver: Segment['driver']): Segment {
  return { driver, where: [], without: [] };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
