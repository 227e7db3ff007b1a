import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const scripts = join(import.meta.dirname, '..', '..', 'scripts');

/** A shell command under way. */
export interface RunningScript {
  readonly child: ChildProcess;
  /** What it has printed so far, both outputs. */
  readonly output: () => string;
  readonly ended: Promise<{ readonly code: number | null; readonly output: string }>;
}

/** Runs one of the shell commands, e.g. `streams`, as `npm run` does. */
export function runScript(name: string, args: readonly string[]): RunningScript {
  const child = spawn(process.execPath, [join(scripts, name, 'main.ts'), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return {
    child,
    output: () => output,
    ended: new Promise((resolve) => child.once('exit', (code) => resolve({ code, output }))),
  };
}
