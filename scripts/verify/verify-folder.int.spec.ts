import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import type { RecordedEvent } from '@shop/shared-events';
import { systemClock } from '@shop/platform/clock/system.ts';
import { openSqliteEventStore } from '@shop/platform/event-store/sqlite/store.ts';
import type { CollectionSpec, Document, Write } from '@shop/platform/read-store/port.ts';
import { openSqliteReadStore } from '@shop/platform/read-store/sqlite/open.ts';
import { everything } from './testing/tell.ts';
import { verifyFolder } from './verify-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'verify-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const { events, now } = everything();
const stock = events.filter(({ stream }) => stream === 'inventory-JUG');
/** What the stories leave of the jugs. */
const jugs = { sku: 'JUG', onHand: 9, reserved: 0, available: 9, shortfall: 0, lowStockThreshold: 9 };
const atRest = { atRest: true, now };

async function writeLog(log: readonly RecordedEvent[]): Promise<void> {
  const store = await openSqliteEventStore({ file: join(folder, 'log.db'), clock: systemClock });
  for (const event of log) {
    await store.append(event.stream, event.revision === 0 ? 'no_stream' : event.revision - 1, [event]);
  }
  await store.close();
}

interface ReadModel {
  readonly checkpoint: string;
  readonly revision: number;
  readonly document: Document;
}

/** A read model of stock levels that has applied the jugs' stream so far and shows this. */
async function writeReadModel({ checkpoint, revision, document }: ReadModel): Promise<void> {
  const levels: CollectionSpec = { name: 'levels', fields: {}, indexed: () => ({}) };
  const store = await openSqliteReadStore({ folder: join(folder, 'read') });
  const projection = store.projection({ name: 'stock-levels', version: 1, collections: [levels] });
  const writer = await projection.create();
  await projection.activate(writer.generation);
  await writer.claim('test');
  const writes: Write[] = [{ kind: 'put', collection: 'levels', key: 'JUG', document }];
  const revisions = new Map([['inventory-JUG', revision]]);
  await writer.commit({ owner: 'test', checkpoint, writes, revisions });
  await store.close();
}

/** What is said of the read models; streams of which nothing was applied are beside the point of these tests. */
async function saidOfReadModels(): Promise<string[]> {
  const { invariants } = await verifyFolder(folder, { ...atRest, mostShown: 1_000 });
  return invariants
    .filter(({ number }) => number === '9')
    .flatMap(({ first }) => first.filter(({ stream }) => stream === 'inventory-JUG').map(({ what }) => what));
}

const last = stock.at(-1);
assert.ok(last);

test('a folder holds what was told, and a second look holds it too', async () => {
  await writeLog(events);
  for (let look = 0; look < 2; look++) {
    const report = await verifyFolder(folder, atRest);
    assert.deepEqual(
      report.invariants.filter(({ violations }) => violations > 0),
      [],
    );
    assert.deepEqual([report.holds, report.events], [true, events.length]);
  }
});

test('a document that says what the log says holds', async () => {
  await writeLog(stock);
  await writeReadModel({ checkpoint: String(stock.length), revision: last.revision, document: jugs });
  assert.deepEqual(await saidOfReadModels(), []);
});

test('a document that says something else is found', async () => {
  await writeLog(stock);
  await writeReadModel({ checkpoint: String(stock.length), revision: last.revision, document: { ...jugs, reserved: 2 } });
  assert.deepEqual(await saidOfReadModels(), ['stock-levels shows reserved as 2; by the log it is 0']);
});

test('a stream that is behind lags as long as the checkpoint is, and was skipped where it is not', async () => {
  await writeLog(stock);
  await writeReadModel({ checkpoint: '3', revision: 2, document: { ...jugs, reserved: 2 } });
  assert.deepEqual(await saidOfReadModels(), []);
  rmSync(join(folder, 'read'), { recursive: true });
  await writeReadModel({ checkpoint: String(stock.length), revision: 2, document: jugs });
  assert.deepEqual(await saidOfReadModels(), [`stock-levels has applied revision 2 of ${last.revision}, and passed it`]);
});

test('a read model that is ahead of the log tells of an event that was lost', async () => {
  await writeLog(stock);
  await writeReadModel({ checkpoint: '1', revision: last.revision + 1, document: jugs });
  assert.deepEqual(await saidOfReadModels(), [
    `stock-levels has applied revision ${last.revision + 1}, the log ends at ${last.revision}`,
  ]);
});

const main = join(import.meta.dirname, 'main.ts');
const command = () =>
  spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', main, '--data', folder], { encoding: 'utf8' });

test('the command says what holds and what is broken, and exits accordingly', async () => {
  await writeLog(events);
  const good = command();
  assert.equal(good.status, 0, good.stderr);
  assert.match(good.stdout, /^4 {7}holds {3}streams are dense/m);
  assert.match(good.stdout, /Every invariant holds\./);
  const store = await openSqliteEventStore({ file: join(folder, 'log.db'), clock: systemClock });
  const [first] = events;
  assert.ok(first);
  await store.append('sku-MUG', 0, [{ ...first, id: 'another' }]);
  await store.close();
  const bad = command();
  assert.equal(bad.status, 1, bad.stderr);
  assert.match(bad.stdout, /^7 {7}BROKEN {2}.*: 1 violations$/m);
  assert.match(bad.stdout, /^ +sku-MUG@1: SkuClaimed where name is held$/m);
});

test('the command makes no shop where there is none', () => {
  const none = command();
  assert.equal(none.status, 2);
  assert.match(none.stderr, /^There is no shop's data in /);
  assert.equal(existsSync(join(folder, 'log.db')), false);
});
