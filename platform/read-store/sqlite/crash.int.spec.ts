import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { systemClock } from '../../clock/system.ts';
import { storeFeed } from '../../event-feed/store-feed.ts';
import type { EventStore } from '../../event-store/port.ts';
import { openSqliteEventStore } from '../../event-store/sqlite/store.ts';
import { systemIds } from '../../ids/system.ts';
import { digestOf, digestOfScan } from '../../projecting/digest.ts';
import { Fold } from '../../projecting/fold.ts';
import { appendTo, ledger, ledgerCatalogue, ledgerEvent } from '../../projecting/ledger.ts';
import { replayProjection, ReplayRunningError, type ReplayOptions } from '../../projecting/replay.ts';
import { openSqliteReadStore } from './open.ts';

const script = fileURLToPath(new URL('./crash-child.ts', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'read-store-crash-'));
after(() => rmSync(root, { recursive: true }));

/** Runs a child and kills it when `enough` says so of a line it printed. */
async function killWhen(mode: string, file: string, folder: string, enough: (line: string) => boolean): Promise<void> {
  const child = spawn(process.execPath, [script, mode, file, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) if (enough(line)) child.kill('SIGKILL');
  assert.deepEqual(await exit, [null, 'SIGKILL']);
}

async function folded(log: EventStore): Promise<string> {
  const fold = new Fold({ model: ledger, catalogue: ledgerCatalogue, openPersonalData: async (events) => events });
  await fold.apply(await Array.fromAsync(log.readAll({ filter: ledger })));
  return digestOfScan(ledger, (name) => fold.scan(name));
}

/** Appends the same kinds of events to ten accounts and two holders. */
async function appendSome(log: EventStore, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const stream = `order-${i % 10}`;
    const holder = i % 2 ? 'ann' : 'bob';
    await appendTo(log, stream, ledgerEvent(i < 10 ? 'Opened' : 'Booked', { holder, amount: i }));
    if (i % 7 === 0) await appendTo(log, `customer-${holder}`, ledgerEvent('Fined'));
  }
}

function replayOptions(log: EventStore, store: ReplayOptions['store'], ahead: number): ReplayOptions {
  const clock = { ...systemClock, now: () => Date.now() + ahead };
  const common = { model: ledger, catalogue: ledgerCatalogue, eventStore: log, store, clock, ids: systemIds };
  return { ...common, feed: storeFeed(log, clock), openPersonalData: async (events) => events };
}

describe('SQLite: kill -9', () => {
  it('of a projector, again and again, costs no event and applies none twice', async () => {
    const [file, folder] = [join(root, 'a.db'), join(root, 'a')];
    const log = await openSqliteEventStore({ file, clock: systemClock });
    await appendSome(log, 60);
    for (const commits of [1, 3, 2, 5, 4]) {
      let seen = 0;
      const killed = killWhen('project', file, folder, (line) => line.startsWith('live') && ++seen > commits);
      let done = false;
      void killed.then(() => (done = true));
      // A projector commits only when events come: they do until it is dead.
      for (let i = 0; i < 30 || !done; i++) await appendTo(log, `order-${i % 10}`, ledgerEvent('Booked', { amount: i }));
      await killed;
    }
    const head = String(await log.head());
    await killWhen('project', file, folder, (line) => line === `live ${head}`);
    const store = await openSqliteReadStore({ folder });
    const active = await store.projection(ledger).active();
    assert.equal(active && (await digestOf(ledger, active)), await folded(log));
    await store.close();
    await log.close();
  });

  it('of a replay leaves the live generation answering; the next replay cleans up and switches over', async () => {
    const [file, folder] = [join(root, 'b.db'), join(root, 'b')];
    const log = await openSqliteEventStore({ file, clock: systemClock });
    await appendSome(log, 400);
    const store = await openSqliteReadStore({ folder });
    const projection = store.projection(ledger);
    const { generation: live } = await replayProjection(replayOptions(log, store, 0));
    await killWhen('replay', file, folder, (line) => Number(line) >= 100);
    assert.deepEqual(
      (await projection.generations()).map(({ state }) => state),
      ['active', 'building'],
    );
    const active = await projection.active();
    assert.deepEqual([active?.generation, active && (await digestOf(ledger, active))], [live, await folded(log)]);
    await assert.rejects(replayProjection(replayOptions(log, store, 0)), ReplayRunningError);

    const later = await openSqliteReadStore({ folder, clock: { now: () => Date.now() + 11_000 } });
    const { generation, verification } = await replayProjection(replayOptions(log, later, 11_000));
    assert.deepEqual(
      (await projection.generations()).map((each) => [each.generation, each.state]),
      [
        [live, 'previous'],
        [generation, 'active'],
      ],
    );
    assert.equal(verification.digest, await folded(log));
    await Promise.all([store.close(), later.close(), log.close()]);
  });
});
