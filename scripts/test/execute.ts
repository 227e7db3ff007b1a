import { spawn, type ChildProcess } from 'node:child_process';

let current: ChildProcess | null = null;

/** Runs a command that speaks for itself; answers its exit code. */
export function execute(command: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: 'inherit' });
    current = child;
    child.on('error', () => resolve(1));
    child.on('exit', (code) => {
      current = null;
      resolve(code ?? 1);
    });
  });
}

/** Ends the command that runs now, if one does. */
export function interrupt(): void {
  current?.kill('SIGTERM');
}
