import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const patienceMs = 20_000;

/** Notes in files that it runs, and that it was told to end. */
const entry = `
import { writeFileSync } from 'node:fs';
process.on('SIGTERM', () => { writeFileSync('stopped', ''); process.exit(0); });
setInterval(() => {}, 1_000);
writeFileSync('started', String(process.pid));
`;

describe('what npm runs', () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'shop-run-'));
    for (const name of ['scripts', 'node_modules']) mkdirSync(join(folder, name));
    copyFileSync(join(import.meta.dirname, 'run.mjs'), join(folder, 'scripts', 'run.mjs'));
    writeFileSync(join(folder, 'entry.mjs'), entry);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts: { start: 'node scripts/run.mjs entry.mjs' } }));
    writeFileSync(join(folder, 'package-lock.json'), '{}');
    // As if installed: there is nothing to install.
    const { mtimeMs } = statSync(join(folder, 'package-lock.json'));
    writeFileSync(join(folder, 'node_modules', '.installed'), String(mtimeMs));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const appears = async (name: string): Promise<void> => {
    for (const deadline = Date.now() + patienceMs; !existsSync(join(folder, name)); await sleep(50)) {
      assert.ok(Date.now() < deadline, `${name}: never`);
    }
  };

  it('ends in order when npm alone is told to end', async () => {
    const path = `${dirname(process.execPath)}:${process.env['PATH']}`;
    const npm = spawn('npm', ['start'], { cwd: folder, env: { ...process.env, PATH: path }, stdio: 'ignore', detached: true });
    await appears('started');
    npm.kill('SIGTERM');
    try {
      await appears('stopped');
    } finally {
      // Not to be left behind where the test fails.
      if (!existsSync(join(folder, 'stopped'))) process.kill(Number(readFileSync(join(folder, 'started'), 'utf8')), 'SIGKILL');
    }
  });
});
