import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { freePorts } from '@shop/standalone/testing/test-shop.ts';

/** The shop as people start it. */
export interface StartedShop extends AsyncDisposable {
  readonly pid: number;
  readonly gateway: string;
  readonly issuer: string;
}

const root = join(import.meta.dirname, '..', '..');

/** Runs what `npm start` runs, on free ports; resolves when its banner says that the shop is open. */
export async function npmStart(folder: string): Promise<StartedShop> {
  const child = spawn(process.execPath, [join(root, 'scripts', 'run.mjs'), 'standalone/main.ts'], {
    cwd: root,
    env: { ...process.env, ...freePorts, DATA_FOLDER: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const addresses = await new Promise<{ readonly gateway: string; readonly issuer: string }>((resolve, reject) => {
    let said = '';
    child.once('exit', (code) => reject(new Error(`the shop ended with ${code}: ${said}`)));
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const gateway = /gateway\s+(http:\S+)\/api\/v1/.exec(said)?.[1];
      const issuer = /issuer\s+(http:\S+)/.exec(said)?.[1];
      if (gateway && issuer && said.includes('Ctrl-C')) resolve({ gateway, issuer });
    });
  });
  return {
    ...addresses,
    pid: child.pid as number,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
