import { deepStrictEqual, match, rejects, strictEqual } from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import Database from 'better-sqlite3';
import { collect, newEvents } from '../contract/samples.ts';
import { EventStoreOpenError } from '../open-error.ts';
import { applicationId, formatVersion } from './format.ts';
import { openForTest, testFolder } from './test-files.ts';

const folder = testFolder();
const open = (t: TestContext, file: string) => openForTest(t, { file });

/** Expects one sentence for people and a file that is as it was. */
async function refused(t: TestContext, file: string, sentence: RegExp): Promise<void> {
  const before = existsSync(file) && readFileSync(file);
  await rejects(open(t, file), (error) => {
    if (!(error instanceof EventStoreOpenError)) throw error;
    match(error.message, sentence);
    match(error.message, /^[^\n]+\.$/);
    return true;
  });
  deepStrictEqual(existsSync(file) && readFileSync(file), before);
}

describe('opening an SQLite event log', () => {
  it('makes the file and its folder', async (t) => {
    const file = join(folder, 'new', 'deep', 'events.db');
    const store = await open(t, file);
    await store.append('order-1', 'no_stream', newEvents(1));
    await store.close();
    const db = new Database(file, { readonly: true });
    strictEqual(db.pragma('application_id', { simple: true }), applicationId);
    strictEqual(db.pragma('user_version', { simple: true }), formatVersion);
    strictEqual(db.pragma('journal_mode', { simple: true }), 'wal');
    db.close();
  });

  it('finds what was there', async (t) => {
    const file = join(folder, 'again.db');
    const events = newEvents(3);
    const first = await open(t, file);
    await first.append('order-1', 'no_stream', events);
    const log = await collect(first.readAll());
    await first.close();
    const second = await open(t, file);
    deepStrictEqual(await collect(second.readAll()), log);
    strictEqual((await second.append('order-1', 2, newEvents(1))).revision, 3);
    await second.close();
  });

  it('takes an empty file for a new log', async (t) => {
    const file = join(folder, 'empty.db');
    writeFileSync(file, '');
    await (await open(t, file)).close();
  });

  it('opens a new file twice at once', async (t) => {
    const file = join(folder, 'twice.db');
    const stores = await Promise.all([open(t, file), open(t, file), open(t, file)]);
    for (const store of stores) await store.close();
  });

  it('refuses a file that is no database', async (t) => {
    const file = join(folder, 'notes.txt');
    writeFileSync(file, 'Buy milk.\n'.repeat(1_000));
    await refused(t, file, /not an SQLite database/);
    writeFileSync(file, 'short');
    await refused(t, file, /not an SQLite database/);
  });

  it('refuses the database of another program', async (t) => {
    const file = join(folder, 'other.db');
    const db = new Database(file);
    db.exec('CREATE TABLE notes (text TEXT)');
    db.close();
    await refused(t, file, /another program/);
    const marked = join(folder, 'marked.db');
    const empty = new Database(marked);
    empty.pragma('application_id = 42');
    empty.close();
    await refused(t, marked, /another program/);
  });

  it('refuses a log of a newer format', async (t) => {
    const file = join(folder, 'newer.db');
    await (await open(t, file)).close();
    const db = new Database(file);
    db.pragma(`user_version = ${formatVersion + 1}`);
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    await refused(t, file, /newer version of the shop \(format 2, this one knows 1\)/);
  });

  it('refuses a log whose tables are others', async (t) => {
    const file = join(folder, 'tables.db');
    await (await open(t, file)).close();
    const db = new Database(file);
    db.exec('ALTER TABLE events RENAME COLUMN stream TO river');
    db.pragma('wal_checkpoint(TRUNCATE)');
    db.close();
    await refused(t, file, /tables are not those of an event log/);
  });

  it('refuses a file that is cut off', async (t) => {
    const file = join(folder, 'cut.db');
    const store = await open(t, file);
    await store.append('order-1', 'no_stream', newEvents(500));
    await store.close();
    writeFileSync(file, readFileSync(file).subarray(0, 30_000));
    await refused(t, file, /damaged/);
  });

  it('refuses a folder that cannot be made, and a folder in place of the file', async (t) => {
    const file = join(folder, 'a-file');
    writeFileSync(file, 'x');
    await refused(t, join(file, 'events.db'), /The folder of the event log cannot be made/);
    mkdirSync(join(folder, 'a-folder'));
    await rejects(open(t, join(folder, 'a-folder')), /cannot be opened: check that it is a file/);
    mkdirSync(join(folder, 'odd.db-wal'));
    await refused(t, join(folder, 'odd.db'), /odd\.db cannot be opened/);
  });
});
