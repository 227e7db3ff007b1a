import type pg from 'pg';
import { isPostgresError, reasonOf } from '../../postgres/errors.ts';
import { askTwice } from '../../postgres/pool.ts';
import { EventStoreUnavailableError, type StreamFilter } from '../port.ts';
import { columns, type Row } from './wire.ts';

export type Direction = 'forwards' | 'backwards';

/** A piece of the log: positions above `above` and up to `upTo`. */
export interface Range {
  readonly above: bigint;
  readonly upTo: bigint;
}

/** Rows in order, and whether they are all there are: a page also ends where it becomes large. */
export interface Page {
  readonly rows: readonly Row[];
  readonly complete: boolean;
}

/** A page ends with the row that brings it to this many characters. */
const pageCharacters = 4 * 1024 * 1024;

/** The greatest position there can be. */
export const lastPosition = 2n ** 63n - 1n;

/** Reads rows. Every call is one short statement, found by an index and bounded in rows and characters. */
export class LogReader {
  readonly #pool: pg.Pool;
  readonly #events: string;
  readonly #asking = new Set<Promise<unknown>>();
  #closed = false;

  /** `schema` is quoted. */
  constructor(pool: pg.Pool, schema: string) {
    this.#pool = pool;
    this.#events = `${schema}.events`;
  }

  /** Position of the last event; -1 in an empty log. Everything up to it can be read from then on. */
  async head(): Promise<bigint> {
    const [row] = await this.#ask<[string]>('head', `SELECT coalesce(max(position), -1) FROM ${this.#events}`, []);
    return BigInt(row?.[0] ?? -1);
  }

  rows({ above, upTo }: Range, direction: Direction, limit: number): Promise<Page> {
    return this.#page(`rows ${direction}`, 'position > $1 AND position <= $2', 'position', direction, [above, upTo], limit);
  }

  /** Rows of a range whose streams are of the filter's categories: so many of each by the index, then the first of them. */
  filteredRows({ above, upTo }: Range, filter: StreamFilter, direction: Direction, limit: number): Promise<Page> {
    const found = `position IN (
      SELECT found.position FROM unnest($3::text[]) AS wanted (category) CROSS JOIN LATERAL (
        SELECT position FROM ${this.#events} WHERE category = wanted.category AND position > $1 AND position <= $2
        ORDER BY position ${order(direction)} LIMIT $4) AS found
      ORDER BY found.position ${order(direction)} LIMIT $4)`;
    const categories = [...new Set(filter.categories)];
    return this.#page(`filtered ${direction}`, found, 'position', direction, [above, upTo, categories], limit);
  }

  /** Rows of a stream from a revision on. */
  streamRows(stream: string, from: number, direction: Direction, limit: number): Promise<Page> {
    const where = `stream = $1 AND revision ${direction === 'forwards' ? '>=' : '<='} $2`;
    return this.#page(`stream ${direction}`, where, 'revision', direction, [stream, from], limit);
  }

  /** How many events of a range are of the filter's categories. */
  async count({ above, upTo }: Range, filter: StreamFilter): Promise<number> {
    const where = 'position > $1 AND position <= $2 AND category = ANY ($3)';
    const values = [above, upTo, filter.categories];
    const [row] = await this.#ask<[string]>('count', `SELECT count(*) FROM ${this.#events} WHERE ${where}`, values);
    return Number(row?.[0] ?? 0);
  }

  /** The texts of rows beyond the bound are neither fetched nor sent. */
  async #page(
    name: string,
    where: string,
    by: 'position' | 'revision',
    direction: Direction,
    values: readonly unknown[],
    limit: number,
  ): Promise<Page> {
    const ordered = `ORDER BY ${by} ${order(direction)}`;
    const text = `SELECT ${columns} FROM (
      SELECT ${columns}, sum(size) OVER (${ordered}) - size AS before
      FROM (SELECT ${columns} FROM ${this.#events} WHERE ${where} ${ordered} LIMIT $${values.length + 1}) AS found
    ) AS page WHERE before < ${pageCharacters} ${ordered}`;
    const rows = await this.#ask<Row>(name, text, [...values, limit]);
    const characters = rows.reduce((sum, [, , , , , , size]) => sum + size, 0);
    return { rows, complete: rows.length < limit && characters < pageCharacters };
  }

  async #ask<R extends readonly unknown[]>(name: string, text: string, values: readonly unknown[]): Promise<readonly R[]> {
    if (this.#closed) throw new EventStoreUnavailableError('the event store is closed');
    const asking = askTwice<R>(this.#pool, name, text, values).catch(asUnavailable);
    this.#asking.add(asking);
    const forget = (): boolean => this.#asking.delete(asking);
    asking.then(forget, forget);
    return asking;
  }

  /** Resolves when nothing is asked any more: a pool that ends forgets who waits for a connection. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.allSettled(this.#asking);
  }
}

function asUnavailable(error: unknown): never {
  if (isPostgresError(error)) throw new EventStoreUnavailableError(reasonOf(error), { cause: error });
  throw error;
}

function order(direction: Direction): 'ASC' | 'DESC' {
  return direction === 'forwards' ? 'ASC' : 'DESC';
}
