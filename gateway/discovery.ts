import { systemClock } from '@shop/platform/clock/system.ts';
import { createLog } from '@shop/platform/telemetry/log.ts';
import { type GatewayConfig, serviceNames } from './config.ts';
import type { GatewayParts } from './start.ts';

/**
 * The discovery that the configuration asks for; nothing where services are written down, which the gateway reads
 * itself. Nothing of Eureka is loaded where it is not used. The gateway closes it.
 */
export async function discoveryOf(config: GatewayConfig): Promise<Pick<GatewayParts, 'discovery'>> {
  const { DISCOVERY, EUREKA_URL, EUREKA_PORTS, EUREKA_HOSTS, EUREKA_ALLOW_LOOPBACK, EUREKA_POLL_SECONDS } = config;
  if (DISCOVERY !== 'eureka' || EUREKA_URL === undefined) return {};
  const { eurekaDiscovery } = await import('@shop/platform/discovery/eureka/discovery.ts');
  const discovery = await eurekaDiscovery({
    url: EUREKA_URL,
    services: serviceNames,
    clock: systemClock,
    log: createLog({ service: 'gateway', level: config.LOG_LEVEL, clock: systemClock }),
    pollEveryMs: EUREKA_POLL_SECONDS * 1_000,
    allowed: { ports: EUREKA_PORTS, hosts: EUREKA_HOSTS, allowLoopback: EUREKA_ALLOW_LOOPBACK },
  });
  return { discovery };
}
