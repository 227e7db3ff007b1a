import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { systemClock } from '@shop/platform/clock/system.ts';
import { openSqliteEventStore } from '@shop/platform/event-store/sqlite/store.ts';

const folder = mkdtempSync(join(tmpdir(), 'shop-told-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const commands = [
  ['verify'],
  ['streams', 'verify'],
  ['streams', 'show', 'order-1'],
  ['replay', '--projection', 'all'],
  ['parked', 'list'],
] as const;

interface Outcome {
  readonly code: unknown;
  readonly out: string;
  readonly said: string;
}

function run([command, ...args]: readonly string[], settings: Readonly<Record<string, string>> = {}): Promise<Outcome> {
  const env = { PATH: process.env['PATH'], DATA_FOLDER: folder, ...settings };
  const main = join(import.meta.dirname, command ?? '', 'main.ts');
  return new Promise((resolve) =>
    execFile(process.execPath, [main, ...args], { env, timeout: 60_000 }, (error, out, said) =>
      resolve({ code: error?.code ?? 0, out, said }),
    ),
  );
}

describe('the commands on a shop', () => {
  it('say in one sentence which setting is wrong', async () => {
    for (const { code, said } of await Promise.all(commands.map((each) => run(each, { EVENT_STORE: 'foo' })))) {
      assert.deepEqual([code, said], [2, 'EVENT_STORE: must be sqlite, postgres or eventstoredb\n']);
    }
  });

  it('say in one sentence which engine does not answer', async () => {
    const away = { EVENT_STORE: 'postgres', KEY_VAULT: 'postgres', POSTGRES_URL: 'postgres://127.0.0.1:9/shop' };
    for (const { code, said } of await Promise.all(commands.map((each) => run(each, away)))) {
      assert.deepEqual([code, said.trimEnd().split('\n').length], [2, 1], said);
      assert.match(said, /connect ECONNREFUSED 127\.0\.0\.1:9/);
    }
  });

  it('read the log alone where nothing else is asked for', async () => {
    const store = await openSqliteEventStore({ file: join(folder, 'log.db'), clock: systemClock });
    await store.close();
    const away = { READ_STORE: 'redis', REDIS_URL: 'redis://127.0.0.1:9' };
    const { code, said } = await run(['streams', 'show', 'order-1'], away);
    assert.deepEqual([code, said], [1, 'There is no stream "order-1".\n']);
  });

  it('tell a read model that there is not from one that differs', async () => {
    const { code, out, said } = await run(['streams', 'verify', '--projection', 'bogus']);
    assert.deepEqual([code, out], [2, '']);
    assert.match(said, /^There is no projection bogus; there are discount-codes, /);
  });

  it('refuse a number that is none', async () => {
    const { code, said } = await run(['verify', '--grace', '']);
    assert.equal(code, 2);
    assert.match(said, /^--grace is a number of seconds\.\n/);
  });
});
