import { fork } from 'node:child_process';
import { join } from 'node:path';
import { serveBench } from '../harness/serve.ts';

export interface GatewayReady {
  readonly url: string;
  readonly pid: number;
}

// The shop's gateway as the shop starts it, alone, in front of a service that does no work.
serveBench(async ({ upstream, issuer }: { readonly upstream: string; readonly issuer: string }) => {
  const names = ['product-commands', 'order-commands', 'product-queries', 'order-queries', 'operations'];
  const child = fork(join(import.meta.dirname, '..', '..', 'gateway', 'main.ts'), [], {
    env: {
      ...{ PATH: process.env['PATH'], NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'] },
      ...{ PORT: '0', MANAGEMENT_PORT: '0', ISSUER: issuer, LOG_LEVEL: 'error' },
      SERVICES: JSON.stringify(Object.fromEntries(names.map((name) => [name, [upstream]]))),
    },
    execArgv: ['--max-semi-space-size=4'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    detached: true,
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the gateway ended with ${code}`)));
    child.once('message', (message: { readonly url: string }) => resolve(message.url));
  });
  return {
    ready: { url, pid: child.pid as number } satisfies GatewayReady,
    close: () =>
      new Promise((resolve) => {
        child.once('exit', resolve);
        child.kill('SIGTERM');
      }),
  };
});
