import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, renameSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ProcessPlan } from './engine.ts';
import { poll } from './poll.ts';
import { processIdentity } from './process-identity.ts';
import { isAlive, type StartedProcess } from './state.ts';

/** Starts the process in a group of its own, so that it outlives this command and a terminal's Ctrl-C. Its output goes to the file. */
export async function launch(plan: ProcessPlan, folder: string, logFile: string): Promise<StartedProcess> {
  mkdirSync(dirname(logFile), { recursive: true });
  // One log back is kept: it tells why the process before this one ended.
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.1`);
  const log = openSync(logFile, 'a');
  try {
    const child = spawn(plan.command, plan.args, {
      cwd: folder,
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...plan.env },
    });
    await new Promise((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    const pid = child.pid ?? 0;
    // One that ended at once has no identity any more; whoever waits for its answer finds it gone and shows its log.
    return { label: plan.label, pid, identity: processIdentity(pid) ?? 'ended at once' };
  } finally {
    closeSync(log);
  }
}

/** Sends the signal to the process and its group; nothing where it is gone. */
export function sendSignal(one: StartedProcess, signal: NodeJS.Signals): void {
  if (!isAlive(one)) return;
  try {
    process.kill(-one.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/** Resolves once the process has ended; rejects when it is still there after the time. */
export function ended(one: StartedProcess, withinMs: number): Promise<void> {
  return poll(
    async () => {
      if (isAlive(one)) throw new Error(`process ${one.pid} (${one.label}) has not ended after ${withinMs / 1000} s`);
    },
    { withinMs, everyMs: 20 },
  );
}

/** Asks it to end, and ends it by force when it has not after the time. */
export async function end(one: StartedProcess, signal: NodeJS.Signals, withinMs: number): Promise<void> {
  sendSignal(one, signal);
  try {
    await ended(one, withinMs);
  } catch {
    sendSignal(one, 'SIGKILL');
    await ended(one, 5_000);
  }
}

/** The end of what a process said, for a person to read. */
export function lastWords(logFile: string, lines = 8): string {
  if (!existsSync(logFile)) return '';
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
