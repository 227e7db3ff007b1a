import { type ChildProcess, fork } from 'node:child_process';
import type { Log } from '@shop/platform/telemetry/port.ts';

/** A part of the shop in a process of its own; started again where it dies. */
export interface KeptProcess {
  readonly name: string;
  /** Where it answers; stays the same over its restarts. */
  readonly url: string;
  readonly pid: number | undefined;
  /** Sends a signal to the process as it is now: for tests of what happens when it dies or hangs. */
  kill(signal: NodeJS.Signals): void;
  /** Ends it and resolves when it has ended, at the latest ten seconds later. */
  close(): Promise<void>;
}

/** The process did not come up; `message` is what it said. */
export class ProcessStartError extends Error {
  override readonly name: string = 'ProcessStartError';
}

export interface KeptProcessOptions {
  readonly name: string;
  /** The file it runs; it tells `{ ready: true, url }` once it can answer. */
  readonly entry: string;
  readonly args?: readonly string[];
  /** Everything it is to know: nothing of the surroundings but what Node itself needs is handed on. */
  readonly environment: Readonly<Record<string, string>>;
  /** The variable its port is set by: a restart takes the port of the first start. */
  readonly portVariable: string;
  readonly execArgv?: readonly string[];
  readonly log: Log;
  readonly longestStartMs?: number;
}

const longestStop = 10_000;
const firstRestartAfter = 200;
const longestRestartAfter = 5_000;
/** A process that ran so long did not die of its start: the next restart need not wait. */
const steadyAfter = 10_000;

/** Starts the process; resolves when it can answer. Throws {@link ProcessStartError}. */
export async function keepProcess(options: KeptProcessOptions): Promise<KeptProcess> {
  const { name, environment, portVariable, log } = options;
  let closing = false;
  let { child, url } = await spawn(options, environment);
  let startedAt = Date.now();
  let pause = firstRestartAfter;
  watch(child);

  function watch(current: ChildProcess): void {
    current.once('exit', (code, signal) => {
      if (closing) return;
      log.error('a process ended and is started again', { process: name, code, signal });
      pause = Date.now() - startedAt > steadyAfter ? firstRestartAfter : Math.min(longestRestartAfter, pause * 2);
      setTimeout(() => void restart(), pause);
    });
  }

  async function restart(): Promise<void> {
    if (closing) return;
    startedAt = Date.now();
    try {
      // The address stays what others know, also where the first start took any free port.
      const again = await spawn(options, { ...environment, [portVariable]: new URL(url).port }, (started) => (child = started));
      ({ child, url } = again);
      if (closing) child.kill('SIGTERM');
      else watch(child);
    } catch (error) {
      log.error('a process cannot be started again', { process: name, error: String(error) });
      pause = Math.min(longestRestartAfter, pause * 2);
      if (!closing) setTimeout(() => void restart(), pause);
    }
  }

  return {
    name,
    get url() {
      return url;
    },
    get pid() {
      return child.pid;
    },
    kill: (signal) => void child.kill(signal),
    async close() {
      closing = true;
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), longestStop);
      await ended;
      clearTimeout(late);
    },
  };
}

function inherited(): Record<string, string> {
  const { PATH = '', NODE_COMPILE_CACHE } = process.env;
  return NODE_COMPILE_CACHE === undefined ? { PATH } : { PATH, NODE_COMPILE_CACHE };
}

const quiet = '--disable-warning=ExperimentalWarning';

function spawn(
  { name, entry, args = [], execArgv = [], longestStartMs = 30_000 }: KeptProcessOptions,
  environment: Readonly<Record<string, string>>,
  begun?: (child: ChildProcess) => void,
): Promise<{ child: ChildProcess; url: string }> {
  // A group of its own: Ctrl-C in the terminal reaches whoever keeps it alone, which stops it in its turn.
  const child = fork(entry, args, {
    env: { ...inherited(), ...environment },
    execArgv: [quiet, ...execArgv],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    detached: true,
  });
  begun?.(child);
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2_000);
    process.stderr.write(chunk);
  });
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new ProcessStartError(`${name} did not start in time.`));
    }, longestStartMs);
    child.once('exit', (code) => {
      clearTimeout(late);
      reject(new ProcessStartError(said.trim().split('\n').at(-1) || `${name} ended with code ${code}.`));
    });
    child.on('message', (message: { ready?: boolean; url?: string }) => {
      if (!message.ready || !message.url) return;
      clearTimeout(late);
      child.removeAllListeners('exit');
      resolve({ child, url: message.url });
    });
  });
}
