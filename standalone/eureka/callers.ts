import { systemClock } from '@shop/platform/clock/system.ts';
import { type EurekaDiscovery, eurekaDiscovery } from '@shop/platform/discovery/eureka/discovery.ts';
import { trustingVerifier } from '@shop/platform/http/testing.ts';
import { createServiceClient } from '@shop/platform/service-client/client.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { parseGatewayConfig } from '@shop/gateway/config.ts';
import { startGateway } from '@shop/gateway/start.ts';
import { trustedTokens } from '../service-ports/product-shop.ts';

/** The services that callers ask; the gateway knows them by these names. */
export const services = ['product-queries', 'product-commands'] as const;

/** Somebody who finds services by Eureka and asks them. */
export interface Caller extends AsyncDisposable {
  readonly discovery: EurekaDiscovery;
  /** Asks once, in turn what may be repeated by its nature and what may be by its key; what went wrong, or null. */
  ask(n: number): Promise<string | null>;
}

const discoveryAt = (url: string): Promise<EurekaDiscovery> =>
  eurekaDiscovery({
    ...{ url, services, clock: systemClock, log: silentLog, pollEveryMs: 100 },
    allowed: { ports: [1_024, 65_535], allowLoopback: true },
  });

/** A service that asks others. */
export async function startClientCaller(url: string): Promise<Caller> {
  const discovery = await discoveryAt(url);
  const client = createServiceClient({
    ...{ discovery, tokens: trustedTokens, log: silentLog, now: () => performance.now() },
    timeoutMs: 8_000,
  });
  return {
    discovery,
    async ask(n) {
      await client.call(n % 2 === 0 ? 'product-queries' : 'product-commands', '/internal/x', { n });
      return null;
    },
    async [Symbol.asyncDispose]() {
      await client.close();
      await discovery.close();
    },
  };
}

/** Clients behind the gateway: reads, and commands that carry an Idempotency-Key. */
export async function startGatewayCaller(url: string): Promise<Caller> {
  const discovery = await discoveryAt(url);
  const config = parseGatewayConfig({ PORT: '0', MANAGEMENT_PORT: '0', DRAIN_MS: '500' });
  const gateway = await startGateway(config, { discovery, log: silentLog, verifier: trustingVerifier });
  return {
    discovery,
    async ask(n) {
      const headers = { Authorization: 'Bearer admin~ada', 'Content-Type': 'application/json', 'Idempotency-Key': `load-${n}` };
      const command = { method: 'POST', headers, body: JSON.stringify({ n }) };
      const answer = await fetch(`${gateway.url}/api/v1/products`, n % 2 === 0 ? {} : command);
      const text = await answer.text();
      return answer.ok ? null : `${n % 2 === 0 ? 'read' : 'command'} ${answer.status} ${text}`;
    },
    [Symbol.asyncDispose]: () => gateway.close(),
  };
}
