import type { Teardown } from '@shop/composition/teardown.ts';
import type { Config } from '@shop/platform/config/config.ts';
import type { Discovery } from '@shop/platform/discovery/port.ts';
import type { Log } from '@shop/platform/telemetry/port.ts';

import type { Role } from './roles.ts';
import { writtenDown } from './service-discovery.ts';

export interface JoinOptions {
  readonly role: Role;
  readonly config: Config;
  /** The port this instance listens on. */
  readonly port: number;
  readonly log: Log;
  readonly teardown: Teardown;
}

/** Where other services are, and how this one makes itself known once it can answer. */
export interface JoinedDiscovery extends Discovery {
  join(): Promise<{ leave(): Promise<void> }>;
}

const notRegistered = { leave: () => Promise.resolve() };

/** As `DISCOVERY` says: addresses that are written down, or Eureka. */
export async function joinDiscovery(options: JoinOptions): Promise<JoinedDiscovery> {
  const { config, teardown } = options;
  if (config.DISCOVERY === 'eureka') return (await import('./join-eureka.ts')).joinEureka(options);
  const discovery = writtenDown(config);
  teardown.add('discovery', () => discovery.close());
  return { ...discovery, join: () => Promise.resolve(notRegistered) };
}
