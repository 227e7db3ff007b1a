import { FencedError } from '../port.ts';
import type { Connection } from './connection.ts';
import type { CollectionLayout } from './layout.ts';

/** A condition on a record, in its encoding: the place among its single values (1) or its lists (2), both from one. */
export type RecordCondition =
  | { readonly of: 'any' | 'none'; readonly list: 1 | 2; readonly at: number; readonly values: readonly string[] }
  | { readonly of: 'range'; readonly list: 1; readonly at: number; readonly from: string | null; readonly to: string | null };

/** Where candidates come from: a set of numbers, or a range of a sorted index. Bounds are those of ZRANGEBYLEX. */
export type Driver =
  | { readonly set: string; readonly cursor: string }
  | {
      readonly key: string;
      readonly min: string;
      readonly max: string;
      /** Greatest first: by `key` alone, or by value with the keys of one value ascending. */
      readonly turn: 'no' | 'key' | 'value';
      /** Bytes before the encoded value in each member; -1 where members are keys. */
      readonly skip: number;
      /** Inside the documents of one value: that beginning, and where to go on. */
      readonly run?: string;
      readonly from?: string;
    };

/** What the script of walks is asked (lua/walk.ts). */
export interface Question {
  /** Number of the collection. */
  readonly c: number;
  readonly driver: Driver;
  /** Sets that a document must be in. */
  readonly sets: readonly string[];
  readonly where: readonly RecordCondition[];
  /** The beginning of some word of the document. */
  readonly prefix: string | null;
  /** Words the document must not hold: it was found by them already. */
  readonly without: readonly string[];
  /** Words to be counted, the last as a beginning. */
  readonly score: readonly string[] | null;
  readonly mode: 'page' | 'collect' | 'count' | 'facet';
  readonly limit: number;
  /** Place of the value to collect or to count; 0 for none. */
  readonly by: number;
  readonly list: 1 | 2;
  /** How many single values a record has. */
  readonly singles: number;
  readonly piece: number;
  readonly budget: number;
}

export interface Walked {
  /** How many commits the generation had seen. */
  readonly commits: string;
  readonly next: Driver | null;
  readonly examined: number;
  readonly rows: unknown;
}

/** One generation as scripts address it. */
export interface GenerationAddress {
  /** Key of the projection's catalogue. */
  readonly base: string;
  readonly generation: number;
  /** Tells this generation from one of the same number in a Redis that was emptied meanwhile. */
  readonly nonce: string;
}

/** Asks once. Throws {@link FencedError} where the generation is gone. */
export async function walk(connection: Connection, address: GenerationAddress, question: Question): Promise<Walked> {
  const { base, generation, nonce } = address;
  const reply = await connection.script('shopWalk', base, [generation, nonce, JSON.stringify(question)]);
  if (!Array.isArray(reply)) throw new FencedError(`generation ${generation} was dropped`);
  const [commits, next, examined, rows] = reply as [string, string, number, unknown];
  return { commits, next: next === '' ? null : (JSON.parse(next) as Driver), examined, rows };
}

/** Candidates looked at in one call: a few milliseconds of Redis's one thread. */
export const CANDIDATES = 1_000;

/** The parts of a question that most questions leave alone. */
export function question({ index, single }: CollectionLayout, driver: Driver, mode: Question['mode']): Question {
  return {
    ...{ c: index, singles: single.length, driver, mode, sets: [], where: [], prefix: null, without: [], score: null },
    ...{ limit: 0, by: 0, list: 1, piece: 250, budget: CANDIDATES },
  };
}
