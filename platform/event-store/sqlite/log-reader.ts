import type Database from 'better-sqlite3';
import type { StreamFilter } from '../port.ts';
import { asUnavailable, damaged } from './errors.ts';
import { columns, type Row } from './rows.ts';

export type Direction = 'forwards' | 'backwards';

/** A piece of the log: positions above `above` and up to `upTo`. */
export interface Range {
  readonly above: number;
  readonly upTo: number;
}

/** Reads rows. Every call is one short statement, so that a reader never holds the log's checkpoints back. */
export class LogReader {
  readonly #db: Database.Database;
  readonly #statements = new Map<string, Database.Statement>();
  readonly #head: Database.Statement;
  readonly #texts: Database.Statement;

  constructor(db: Database.Database) {
    this.#db = db;
    this.#head = db.prepare('SELECT max(position) FROM events').pluck();
    this.#texts = db.prepare('SELECT data, metadata FROM events WHERE position = ?').raw();
  }

  /** Position of the last event; -1 in an empty log. */
  head(): number {
    return this.#told(() => (this.#head.get() as number | null) ?? -1);
  }

  /** Rows of a range in order. Throws where one is missing: positions have no gaps. */
  rows({ above, upTo }: Range, direction: Direction, limit: number): readonly Row[] {
    const rows = this.#all(`position > ? AND position <= ? ORDER BY position ${order(direction)} LIMIT ?`, above, upTo, limit);
    const [start, step] = direction === 'forwards' ? [Math.max(above, 0) + 1, 1] : [upTo, -1];
    rows.forEach((row, i) => {
      if (row[0] !== start + i * step) throw damaged(`the event at position ${start + i * step} is missing`);
    });
    return rows;
  }

  /** Rows of a range whose streams are of the filter's categories. */
  filteredRows({ above, upTo }: Range, filter: StreamFilter, direction: Direction, limit: number): readonly Row[] {
    const places = filter.categories.map(() => '?').join(', ');
    const where = `position > ? AND position <= ? AND category IN (${places}) ORDER BY position ${order(direction)} LIMIT ?`;
    return this.#all(where, above, upTo, ...filter.categories, limit);
  }

  /** Rows of a stream from a revision on. Throws where one is missing: revisions have no gaps. */
  streamRows(stream: string, from: number, direction: Direction, limit: number): readonly Row[] {
    const bound = direction === 'forwards' ? '>=' : '<=';
    const where = `stream = ? AND revision ${bound} ? ORDER BY revision ${order(direction)} LIMIT ?`;
    const rows = this.#all(where, stream, from, limit);
    const [start, step] = direction === 'forwards' ? [from, 1] : [rows[0]?.[2] ?? 0, -1];
    rows.forEach((row, i) => {
      const revision = start + i * step;
      if (row[1] !== stream || row[2] !== revision) throw damaged(`revision ${revision} of ${stream} is missing`);
    });
    return rows;
  }

  /** How many events of a range are of the filter's categories. */
  count({ above, upTo }: Range, filter: StreamFilter): number {
    const places = filter.categories.map(() => '?').join(', ');
    const sql = `SELECT count(*) FROM events WHERE position > ? AND position <= ? AND category IN (${places})`;
    return this.#told(() => this.#prepared(sql).get(above, upTo, ...filter.categories) as [number])[0];
  }

  /** Data and metadata of one event. */
  texts(position: number): readonly [data: string, metadata: string] {
    const texts = this.#told(() => this.#texts.get(position) as [string, string] | undefined);
    if (!texts) throw damaged(`the event at position ${position} is missing`);
    return texts;
  }

  #all(where: string, ...values: readonly (string | number)[]): readonly Row[] {
    return this.#told(() => this.#prepared(`SELECT ${columns} FROM events WHERE ${where}`).all(...values) as Row[]);
  }

  #prepared(sql: string): Database.Statement {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#db.prepare(sql).raw();
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #told<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw asUnavailable(error);
    }
  }

  close(): void {
    this.#db.close();
  }
}

function order(direction: Direction): 'ASC' | 'DESC' {
  return direction === 'forwards' ? 'ASC' : 'DESC';
}
