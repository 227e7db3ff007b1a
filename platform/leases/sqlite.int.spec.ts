import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import Database from 'better-sqlite3';
import { manualClock } from '../clock/manual.ts';
import { leasesContract } from './contract.ts';
import { type Leases, LeasesUnavailableError } from './port.ts';
import { openSqliteLeases } from './sqlite.ts';

const folder = mkdtempSync(join(tmpdir(), 'leases-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;
const newFile = () => join(folder, `${++files}`, 'leases.db');

leasesContract('sqlite', async () => {
  const [file, clock] = [newFile(), manualClock(1_000)];
  const opened: Leases[] = [];
  const another = async (): Promise<Leases> => {
    const leases = openSqliteLeases({ file, clock });
    opened.push(leases);
    return leases;
  };
  return {
    leases: await another(),
    another,
    time: { now: () => clock.now(), pass: (ms) => clock.advance(ms) },
    close: async () => {
      for (const leases of opened) await leases.close();
    },
  };
});

describe('sqlite: leases in a file', () => {
  it('are kept over a restart', async () => {
    const [file, clock] = [newFile(), manualClock(1_000)];
    const before = openSqliteLeases({ file, clock });
    await before.take('relay', 'a', 60_000);
    await before.close();
    const again = openSqliteLeases({ file, clock });
    assert.equal(await again.take('relay', 'b', 60_000), false);
    await again.close();
  });

  it('are unavailable where the file is no longer theirs', async () => {
    const [file, clock] = [newFile(), manualClock(1_000)];
    const leases = openSqliteLeases({ file, clock });
    new Database(file).exec('DROP TABLE lease').close();
    await assert.rejects(leases.take('relay', 'a', 1_000), LeasesUnavailableError);
    await leases.close();
  });
});
