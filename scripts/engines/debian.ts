import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Say } from './engine.ts';
import { withLock } from './lock.ts';
import { runCommand } from './run-command.ts';

const folders = [...(process.env['PATH'] ?? '').split(':'), '/usr/local/bin', '/usr/bin', '/usr/local/sbin', '/usr/sbin'];

/** The command's path; null where it is not installed. */
export function findCommand(command: string): string | null {
  for (const folder of folders) {
    const file = join(folder, command);
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/**
 * The path of a command that comes with a Debian package; installs the package where the command is missing and we may.
 * Rejects with a sentence that says what to install.
 */
export async function ensureDebianPackage(
  name: string,
  say: Say,
  find: () => string | null = () => findCommand(name),
): Promise<string> {
  const found = find();
  if (found !== null) return found;
  if (process.getuid?.() !== 0 || findCommand('apt-get') === null) {
    throw new Error(`${name} is not installed: install it (Debian: apt-get install ${name}) and start again`);
  }
  return withLock(join(tmpdir(), 'shop-engines-apt.lock'), async () => {
    say(`installing the Debian package ${name} (once)`);
    await withoutServices(() => install(name));
    const installed = find();
    if (installed === null) throw new Error(`the Debian package ${name} was installed but its command is not found`);
    return installed;
  });
}

async function install(name: string): Promise<void> {
  const args = ['install', '-y', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=120', name];
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  try {
    await runCommand('apt-get', args, { env });
  } catch {
    // A machine whose package lists are missing or old: the second try tells what is wrong.
    await runCommand('apt-get', ['update'], { env });
    await runCommand('apt-get', args, { env });
  }
}

/** The distribution would start its own service at install: its policy file says no as long as the work lasts. */
async function withoutServices(work: () => Promise<void>): Promise<void> {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return work();
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    rmSync(policy, { force: true });
  }
}
