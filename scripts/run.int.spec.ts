import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

const patienceMs = 20_000;
/** Several times as long as it takes to notice that npm has gone. */
const aWhileMs = 1_000;

/** Notes in files that it runs, and that it was told to end. */
const entry = `
import { writeFileSync } from 'node:fs';
process.on('SIGTERM', () => { writeFileSync('stopped', ''); process.exit(0); });
setInterval(() => {}, 1_000);
writeFileSync('started', String(process.pid));
`;

const scripts = {
  start: 'node scripts/run.mjs entry.mjs',
  up: 'node scripts/run.mjs entry.mjs & sleep 1',
  detached: 'nohup setsid node scripts/run.mjs entry.mjs >/dev/null 2>&1 & sleep 1',
  // As a shell that somebody works in and leaves.
  sh: `sh -c 'node scripts/run.mjs entry.mjs & sleep 1'`,
};

/** Stands for the npm that installs: says that it is at it, goes on when it is let. */
const slowNpm = `#!/bin/sh
touch installing
while [ ! -e installed ]; do sleep 0.05; done
`;

describe('what npm runs', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'shop-run-'));
    for (const name of ['scripts', 'node_modules']) mkdirSync(join(folder, name));
    copyFileSync(join(import.meta.dirname, 'run.mjs'), join(folder, 'scripts', 'run.mjs'));
    writeFileSync(join(folder, 'entry.mjs'), entry);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ scripts }));
    writeFileSync(join(folder, 'package-lock.json'), '{}');
    // As if installed: there is nothing to install.
    const { mtimeMs } = statSync(join(folder, 'package-lock.json'));
    writeFileSync(join(folder, 'node_modules', '.installed'), String(mtimeMs));
  });
  afterEach(() => {
    // Not to be left behind where a test fails, or where it is to live on.
    if (has('started') && !has('stopped')) process.kill(Number(readFileSync(join(folder, 'started'), 'utf8')), 'SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const has = (name: string): boolean => existsSync(join(folder, name));
  const appears = async (name: string): Promise<void> => {
    for (const deadline = Date.now() + patienceMs; !has(name); await sleep(50)) {
      assert.ok(Date.now() < deadline, `${name}: never`);
    }
  };
  const npmRun = (script: keyof typeof scripts): ChildProcess => {
    const env = { ...process.env, PATH: `${dirname(process.execPath)}:${process.env['PATH']}` };
    return spawn('npm', ['run', script], { cwd: folder, env, stdio: 'ignore', detached: true });
  };

  it('ends in order when npm alone is told to end', async () => {
    const npm = npmRun('start');
    await appears('started');
    npm.kill('SIGTERM');
    await appears('stopped');
  });

  for (const script of ['up', 'detached', 'sh'] as const) {
    it(`lives on where what started it ends by itself: ${scripts[script]}`, async () => {
      const npm = npmRun(script);
      const ended = new Promise((resolve) => npm.once('exit', resolve));
      await appears('started');
      await ended;
      await sleep(aWhileMs);
      assert.equal(has('stopped'), false);
    });
  }

  it('is not started when npm is told to end while it installs', async () => {
    rmSync(join(folder, 'node_modules', '.installed'));
    // What npm runs finds the commands in here first.
    const bin = join(folder, 'node_modules', '.bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'npm'), slowNpm, { mode: 0o755 });
    const npm = npmRun('start');
    await appears('installing');
    npm.kill('SIGTERM');
    await new Promise((resolve) => npm.once('exit', resolve));
    writeFileSync(join(folder, 'installed'), '');
    await appears(join('node_modules', '.installed'));
    await sleep(aWhileMs);
    assert.equal(has('started'), false);
  });
});
