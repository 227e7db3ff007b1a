import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { collect, newEvents, pullUntil } from '../contract/samples.ts';
import type { EventStore } from '../port.ts';
import { openForTest, testFolder } from './test-files.ts';
import { verifySqliteEventLog } from './verify.ts';

const folder = testFolder();
const script = fileURLToPath(new URL('./crash-child.ts', import.meta.url));

/** Runs a process that appends, kills it after so many acknowledged events, and answers these. */
async function killAfter(file: string, round: number, acknowledged: number): Promise<Map<string, string>> {
  const child: ChildProcess = spawn(process.execPath, [script, file, String(round)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(child, 'exit');
  const acks = new Map<string, string>();
  for await (const line of createInterface({ input: child.stdout! })) {
    const [stream, revision, id] = line.split(' ') as [string, string, string];
    acks.set(`${stream} ${revision}`, id);
    if (acks.size === acknowledged) child.kill('SIGKILL');
  }
  deepStrictEqual(await exit, [null, 'SIGKILL']);
  return acks;
}

async function hasAll(store: EventStore, acks: ReadonlyMap<string, string>): Promise<void> {
  const log = new Map((await collect(store.readAll())).map((event) => [`${event.stream} ${event.revision}`, event.id]));
  for (const [place, id] of acks) strictEqual(log.get(place), id, `${place} was acknowledged and is lost`);
}

describe('kill -9 of a process that appends', () => {
  it('loses no acknowledged event, round after round on the same file', async (t) => {
    const file = join(folder, 'rounds.db');
    const acks = new Map<string, string>();
    for (const [round, acknowledged] of [1, 400, 1_500, 3_000].entries()) {
      for (const [place, id] of await killAfter(file, round, acknowledged)) acks.set(place, id);
      const store = await openForTest(t, { file });
      await hasAll(store, acks);
      await store.close();
      deepStrictEqual(await verifySqliteEventLog(file), []);
    }
  });

  it('does not stop another process: it reads on, and appends', async (t) => {
    const file = join(folder, 'beside.db');
    const store = await openForTest(t, { file });
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, AbortSignal.timeout(60_000)]);
    const batches = store.subscribeAll({ signal })[Symbol.asyncIterator]();
    const subscribed = new Set<string>();
    for (let round = 0; round < 2; round++) {
      const acks = await killAfter(file, round, 500);
      await hasAll(store, acks);
      const { position } = await store.append(`product-${round}`, 'no_stream', newEvents(1));
      const { events } = await pullUntil(batches, (_, last) => last.position >= position);
      for (const event of events) subscribed.add(event.id);
      ok([...acks.values()].every((id) => subscribed.has(id)));
    }
    strictEqual(BigInt(subscribed.size), await store.head());
    controller.abort();
    await store.close();
  });
});
