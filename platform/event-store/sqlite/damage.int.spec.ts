import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import type { RecordedEvent } from '@shop/shared-events';
import Database from 'better-sqlite3';
import { systemClock } from '../../clock/system.ts';
import { collect, newEvents } from '../contract/samples.ts';
import { EventStoreOpenError } from '../open-error.ts';
import { type EventStore, EventStoreUnavailableError } from '../port.ts';
import { pageBytes } from './format.ts';
import { openSqliteEventStore } from './store.ts';
import { copyAsCrashed, seededRandom, testFolder } from './test-files.ts';
import { verifySqliteEventLog } from './verify.ts';

const folder = testFolder();
const frame = 24 + pageBytes;
const source = join(folder, 'source.db');
const copy = join(folder, 'copy.db');
const open = (file: string): Promise<EventStore> => openSqliteEventStore({ file, clock: systemClock });

/** The events that had been taken over into the database file, and all that had been acknowledged. */
let checkpointed: number;
let log: RecordedEvent[];
let wal: Buffer;
let database: Buffer;

/** What a store gives of a damaged copy, read by `read`; nothing where it refuses. */
async function ofCopy<T>(read: (store: EventStore) => Promise<T>): Promise<T | undefined> {
  let store: EventStore | undefined;
  try {
    store = await open(copy);
    return await read(store);
  } catch (error) {
    if (error instanceof EventStoreOpenError || error instanceof EventStoreUnavailableError) return undefined;
    throw error;
  } finally {
    await store?.close();
  }
}

const readCopy = (): Promise<RecordedEvent[] | undefined> => ofCopy((store) => collect(store.readAll()));

before(async () => {
  const store = await open(source);
  for (let i = 0; i < 30; i++) await store.append(`order-${i}`, 'no_stream', newEvents(4));
  const db = new Database(source);
  db.pragma('wal_checkpoint(RESTART)');
  db.close();
  checkpointed = 120;
  for (let i = 0; i < 12; i++) await store.append(`product-${i}`, 'no_stream', newEvents(2));
  log = await collect(store.readAll());
  copyAsCrashed(source, copy);
  [database, wal] = [readFileSync(copy), readFileSync(`${copy}-wal`)];
  // A header of 32 bytes and frames of a page each behind one of 24; the last ones are from before the restart.
  strictEqual((wal.length - 32) % frame, 0);
  await store.close();
});

/** Puts the copy back and changes its files. */
function damageCopy(change: (files: { database: Buffer; wal: Buffer }) => { database?: Buffer; wal?: Buffer }): void {
  const changed = change({ database: Buffer.from(database), wal: Buffer.from(wal) });
  copyAsCrashed(source, copy);
  writeFileSync(copy, changed.database ?? database);
  writeFileSync(`${copy}-wal`, changed.wal ?? wal);
}

function isPrefix(events: readonly RecordedEvent[]): void {
  ok(events.length >= checkpointed, `${events.length} events`);
  deepStrictEqual(events, log.slice(0, events.length));
}

describe('an SQLite event log after a crash', () => {
  it('has every acknowledged event', async () => {
    damageCopy(() => ({}));
    deepStrictEqual(await readCopy(), log);
  });

  it('cut anywhere at the tail of its write-ahead log gives a prefix of the log', async () => {
    const random = seededRandom(1);
    for (let round = 0; round < 25; round++) {
      const length = Math.floor(random() * wal.length);
      damageCopy((files) => ({ wal: files.wal.subarray(0, length) }));
      const events = await readCopy();
      ok(events, `refused when cut at ${length}`);
      isPrefix(events);
    }
  });

  it('with a flipped bit in its write-ahead log gives a prefix of the log or refuses', async () => {
    const random = seededRandom(2);
    for (let round = 0; round < 40; round++) {
      const at = Math.floor(random() * wal.length);
      damageCopy((files) => {
        files.wal[at]! ^= 1 << Math.floor(random() * 8);
        return files;
      });
      const events = await readCopy();
      if (events) isPrefix(events);
    }
  });

  it('refuses with one sentence where a flipped bit would undo acknowledged events, and changes nothing', async () => {
    for (const at of [3, 18, 25, 32 + 9, 32 + 24 + 100, 32 + frame + 17]) {
      damageCopy((files) => {
        files.wal[at]! ^= 0x10;
        return files;
      });
      const damaged = [readFileSync(copy), readFileSync(`${copy}-wal`)];
      await rejects(open(copy), /copy\.db-wal is damaged: .+ Restore the log from a backup\.$/);
      deepStrictEqual([readFileSync(copy), readFileSync(`${copy}-wal`)], damaged);
    }
  });
});

describe('an SQLite event log with flipped bits in its database', () => {
  it('never gives anything but what was written: it refuses instead, or verification tells of a stream cut short', async () => {
    const random = seededRandom(3);
    const streams = [...new Set(log.map((event) => event.stream))];
    let [refusals, cutShort] = [0, 0];
    for (let round = 0; round < 30; round++) {
      const at = Math.floor(random() * database.length);
      damageCopy((files) => {
        files.database[at]! ^= 1 << Math.floor(random() * 8);
        return files;
      });
      const whole = await ofCopy(async (store) => {
        deepStrictEqual(await collect(store.readAll()), log, `flipped at ${at}`);
        const byStream = await Promise.all(streams.map((stream) => collect(store.readStream(stream))));
        return byStream.flat().length === log.length;
      });
      if (whole === undefined) refusals++;
      if (whole !== false) continue;
      cutShort++;
      ok((await verifySqliteEventLog(copy)).length > 0, `nothing found wrong, flipped at ${at}`);
    }
    ok(refusals > 10 && cutShort < 5, `${refusals} refusals, ${cutShort} streams cut short`);
  });

  it('verification finds nothing wrong with a whole log', async () => {
    damageCopy(() => ({}));
    deepStrictEqual(await verifySqliteEventLog(copy), []);
  });

  it('verification finds an event that was taken out, changed or moved to another stream', async () => {
    for (const sql of [
      'DELETE FROM events WHERE position = 50',
      `UPDATE events SET data = replace(data, '1', '2') WHERE position = 50`,
      `UPDATE events SET stream = 'order-999' WHERE position = 50`,
      'UPDATE events SET revision = revision + 10 WHERE position = 50',
      'UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 50',
    ]) {
      damageCopy(() => ({}));
      const db = new Database(copy);
      db.exec(sql);
      db.close();
      ok((await verifySqliteEventLog(copy)).length > 0, sql);
      strictEqual(await readCopy(), undefined, sql);
    }
  });
});
