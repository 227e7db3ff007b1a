import { needed } from '@shop/composition/adapters/setting.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import { eurekaDiscovery } from '@shop/platform/discovery/eureka/discovery.ts';
import { registerWithEureka } from '@shop/platform/discovery/eureka/registration.ts';
import type { JoinedDiscovery, JoinOptions } from './join-discovery.ts';
import { ownAddress } from './own-address.ts';
import { roleNames } from './roles.ts';

/** Places from Eureka, and this instance's own place there. */
export async function joinEureka({ role, config, port, log, teardown }: JoinOptions): Promise<JoinedDiscovery> {
  const url = needed(config, 'EUREKA_URL', 'DISCOVERY=eureka');
  const every = { pollEveryMs: config.EUREKA_POLL_SECONDS * 1_000, renewEveryMs: config.EUREKA_POLL_SECONDS * 1_000 };
  const discovery = await eurekaDiscovery({
    ...{ url, log, clock: systemClock, services: roleNames, pollEveryMs: every.pollEveryMs },
    allowed: {
      ports: config.EUREKA_PORTS,
      allowLoopback: config.EUREKA_ALLOW_LOOPBACK,
      ...(config.EUREKA_HOSTS ? { hosts: config.EUREKA_HOSTS } : {}),
    },
  });
  teardown.add('discovery', () => discovery.close());
  return {
    instances: (service) => discovery.instances(service),
    onChange: (listener) => discovery.onChange(listener),
    close: () => discovery.close(),
    async join() {
      const host = await ownAddress(config, url);
      const registration = registerWithEureka({
        ...{ url, host, port, log, service: role.name, clock: systemClock },
        renewEveryMs: every.renewEveryMs,
        leaseMs: every.renewEveryMs * 3,
      });
      teardown.add('registration', () => registration.close());
      return { leave: () => registration.close() };
    },
  };
}
