import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { restart, start, stop } from '@shop/scripts/engines/control.ts';
import { homeIn } from '@shop/scripts/engines/home.ts';
import { freePort } from '../testing/free-port.ts';

/** A Eureka server of a test's own: what it registers meets nobody else's, and it may be killed. */
export interface OwnEureka {
  readonly url: string;
  /** Kills the server and starts it anew; it has forgotten everything then. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startOwnEureka(): Promise<OwnEureka> {
  const folder = mkdtempSync(join(tmpdir(), 'shop-eureka-'));
  const port = await freePort();
  const home = homeIn(folder, { eureka: [port] });
  await start(home, 'eureka');
  return {
    url: `http://127.0.0.1:${port}/v2`,
    restart: async () => void (await restart(home, 'eureka', 'SIGKILL')),
    async stop() {
      await stop(home, 'eureka');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
