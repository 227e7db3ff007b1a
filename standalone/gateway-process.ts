import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Log } from '@shop/platform/telemetry/port.ts';

/** The gateway in a process of its own; started again where it dies. */
export interface GatewayProcess {
  readonly url: string;
  readonly pid: number | undefined;
  close(): Promise<void>;
}

/** The gateway did not come up; `message` is what it said. */
export class GatewayStartError extends Error {
  override readonly name = 'GatewayStartError';
}

const entry = join(import.meta.dirname, '..', 'gateway', 'main.ts');
const longestStart = 30_000;
const longestStop = 10_000;
const restartAfter = 1_000;

/** Starts the gateway with these variables; resolves when it accepts requests. */
export async function startGateway(environment: Readonly<Record<string, string>>, log: Log): Promise<GatewayProcess> {
  let closing = false;
  let { child, url } = await spawnGateway(environment);
  watch(child);

  function watch(current: ChildProcess): void {
    current.once('exit', (code, signal) => {
      if (closing) return;
      log.error('the gateway ended and is started again', { code, signal });
      setTimeout(() => void restart(), restartAfter);
    });
  }

  async function restart(): Promise<void> {
    if (closing) return;
    try {
      // The address stays what clients know, also where the first start took any free port.
      ({ child, url } = await spawnGateway({ ...environment, PORT: new URL(url).port }));
      watch(child);
    } catch (error) {
      log.error('the gateway cannot be started again', { error: String(error) });
      setTimeout(() => void restart(), restartAfter);
    }
  }

  return {
    get url() {
      return url;
    },
    get pid() {
      return child.pid;
    },
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

/** Nothing of the surroundings but what Node itself needs: every setting of the gateway is given. */
function inherited(): Record<string, string> {
  const { PATH = '', NODE_COMPILE_CACHE } = process.env;
  return NODE_COMPILE_CACHE === undefined ? { PATH } : { PATH, NODE_COMPILE_CACHE };
}

function spawnGateway(environment: Readonly<Record<string, string>>): Promise<{ child: ChildProcess; url: string }> {
  // A group of its own: Ctrl-C in the terminal reaches the shop alone, which stops the gateway first.
  const child = fork(entry, [], {
    env: { ...inherited(), ...environment },
    // It holds no heap to speak of; a small nursery keeps it that way.
    execArgv: ['--max-semi-space-size=4'],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    detached: true,
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-2_000);
    process.stderr.write(chunk);
  });
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new GatewayStartError('The gateway did not start in time.'));
    }, longestStart);
    child.once('exit', (code) => {
      clearTimeout(late);
      reject(new GatewayStartError(said.trim().split('\n').at(-1) || `The gateway ended with code ${code}.`));
    });
    child.on('message', (message: { ready?: boolean; url?: string }) => {
      if (!message.ready || !message.url) return;
      clearTimeout(late);
      child.removeAllListeners('exit');
      resolve({ child, url: message.url });
    });
  });
}
