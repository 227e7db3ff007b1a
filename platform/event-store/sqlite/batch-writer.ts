import type Database from 'better-sqlite3';
import { LRUCache } from 'lru-cache';
import { categoryOf } from '@shop/shared-events/stream-names.ts';
import { reasonOf, sqliteCode } from './errors.ts';
import type { WireAppend } from './rows.ts';

/**
 * What came of an append: kept, with the position of its last event; refused, with the last revision found
 * (-1: no stream); or unavailable, with the reason.
 */
export type Outcome =
  | readonly [kind: 'kept', position: number]
  | readonly [kind: 'refused', actual: number]
  | readonly [kind: 'unavailable', reason: string];

/** Streams whose last revision is remembered. */
const rememberedStreams = 20_000;

/** Writes appends that came together in one transaction, with one sync of the disk. */
export class BatchWriter {
  readonly #db: Database.Database;
  readonly #begin: Database.Statement;
  readonly #commit: Database.Statement;
  readonly #dataVersion: Database.Statement;
  readonly #insert: Database.Statement;
  readonly #lastRevision: Database.Statement;
  readonly #placesFrom: Database.Statement;
  /** Last revisions, true as long as only this connection writes. */
  readonly #last = new LRUCache<string, number>({ max: rememberedStreams });
  #version: unknown;

  constructor(db: Database.Database) {
    this.#db = db;
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
    this.#dataVersion = db.prepare('PRAGMA data_version').pluck();
    this.#insert = db.prepare(
      `INSERT INTO events (category, stream, revision, id, type, recorded_at, size, checksum, data, metadata)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (stream, revision) DO NOTHING`,
    );
    this.#lastRevision = db.prepare('SELECT max(revision) FROM events WHERE stream = ?').pluck();
    this.#placesFrom = db
      .prepare('SELECT position, id FROM events WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?')
      .raw();
  }

  /**
   * The outcome of each append, in order. One that cannot be written does not hurt the others: where the
   * transaction fails as a whole, each is tried again alone.
   */
  commit(batch: readonly WireAppend[]): readonly Outcome[] {
    try {
      this.#begin.run();
      this.#forgetWhatOthersChanged();
      const outcomes = batch.map((append) => this.#append(append));
      this.#commit.run();
      return outcomes;
    } catch (error) {
      this.#last.clear();
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      const reason = reasonOf(error);
      if (batch.length === 1 || !mayBeOneOfThem(error)) return batch.map(() => ['unavailable', reason]);
      return batch.flatMap((append) => this.commit([append]));
    }
  }

  #forgetWhatOthersChanged(): void {
    const version = this.#dataVersion.get();
    if (version !== this.#version) this.#last.clear();
    this.#version = version;
  }

  #append([stream, first, recordedAt, events]: WireAppend): Outcome {
    const known = this.#last.get(stream);
    // A new stream needs no look first: the insert finds out by itself.
    const last = known ?? (first === 0 ? -1 : this.#find(stream));
    if (last !== first - 1) return this.#madeBefore(stream, first, events) ?? ['refused', last];
    const category = categoryOf(stream);
    let revision = first;
    let position = 0;
    for (const [id, type, checksum, data, metadata] of events) {
      const size = data.length + metadata.length;
      const { changes, lastInsertRowid } = this.#insert.run(
        category,
        stream,
        revision,
        id,
        type,
        recordedAt,
        size,
        checksum,
        data,
        metadata,
      );
      if (changes === 0) {
        if (revision > first) throw new Error(`${stream} has events behind its last revision`);
        return this.#madeBefore(stream, first, events) ?? ['refused', this.#find(stream)];
      }
      revision++;
      position = Number(lastInsertRowid);
    }
    this.#last.set(stream, revision - 1);
    return ['kept', position];
  }

  #find(stream: string): number {
    return (this.#lastRevision.get(stream) as number | null) ?? -1;
  }

  /** The same events at the same place: the answer of the first time. */
  #madeBefore(stream: string, first: number, events: WireAppend[3]): Outcome | undefined {
    const places = this.#placesFrom.all(stream, first, events.length) as [position: number, id: string][];
    const last = places.at(-1);
    if (!last || places.length !== events.length || places.some(([, id], i) => id !== events[i]?.[0])) return undefined;
    return ['kept', last[0]];
  }
}

/** A lock not got or a sync that failed is nobody's own fault; after a failed sync nothing may be tried again. */
function mayBeOneOfThem(error: unknown): boolean {
  const code = sqliteCode(error);
  return code !== 'SQLITE_BUSY' && code !== 'SQLITE_IOERR';
}
