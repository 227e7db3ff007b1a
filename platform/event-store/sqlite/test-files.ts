import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, type TestContext } from 'node:test';
import { systemClock } from '../../clock/system.ts';
import type { EventStore } from '../port.ts';
import { openSqliteEventStore, type SqliteEventStoreOptions } from './store.ts';

/** A folder that is removed after the tests of the file. */
export function testFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'event-log-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Opens a log that is closed at the end of the test at the latest: an open store keeps the process alive. */
export async function openForTest(
  test: Pick<TestContext, 'after'>,
  options: Omit<SqliteEventStoreOptions, 'clock'>,
): Promise<EventStore> {
  const store = await openSqliteEventStore({ clock: systemClock, ...options });
  test.after(() => store.close());
  return store;
}

/**
 * Copies a log that is open and at rest to what `kill -9` would leave of it: the database and its write-ahead
 * log without the shared memory.
 */
export function copyAsCrashed(from: string, to: string): void {
  for (const suffix of ['', '-wal', '-shm']) rmSync(to + suffix, { force: true });
  copyFileSync(from, to);
  if (existsSync(`${from}-wal`)) copyFileSync(`${from}-wal`, `${to}-wal`);
}

/** Numbers from 0 up to 1 that are the same in every run (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
