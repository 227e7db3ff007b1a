import { startTestIssuer, type TestIssuer } from '@shop/platform/auth/test-issuer.ts';
import { systemClock } from '@shop/platform/clock/system.ts';
import type { Role } from '@shop/platform/auth/roles.ts';
import { silentLog } from '@shop/platform/telemetry/port.ts';
import { parseGatewayConfig, type ServiceName, serviceNames } from '../config.ts';
import { type Gateway, type GatewayParts, startGateway } from '../start.ts';
import { type FakeService, startFakeService } from './fake-service.ts';

export interface WorldOptions {
  /** Variables of the gateway's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly parts?: GatewayParts;
  /** More than one instance of a service. */
  readonly instances?: Readonly<Partial<Record<ServiceName, number>>>;
  readonly documents?: Readonly<Partial<Record<ServiceName, object>>>;
}

/** A gateway, an issuer and a fake of every service. */
export interface World extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly issuer: TestIssuer;
  readonly url: string;
  services(name: ServiceName): readonly FakeService[];
  service(name: ServiceName): FakeService;
  /** How many requests have reached any service. */
  arrived(): number;
  /** A header that proves the caller to be `sub` with these roles. */
  as(role: Role, sub?: string): Promise<{ readonly Authorization: string }>;
}

export async function startWorld({ env = {}, parts = {}, instances = {}, documents = {} }: WorldOptions = {}): Promise<World> {
  const issuer = await startTestIssuer(systemClock);
  const fakes = new Map<ServiceName, readonly FakeService[]>();
  for (const name of serviceNames) {
    const count = instances[name] ?? 1;
    fakes.set(name, await Promise.all(Array.from({ length: count }, () => startFakeService(name, documents[name]))));
  }
  const services = (name: ServiceName) => fakes.get(name) ?? [];
  const places = Object.fromEntries(serviceNames.map((name) => [name, services(name).map(({ origin }) => origin)]));
  const config = parseGatewayConfig({
    PORT: '0',
    MANAGEMENT_PORT: '0',
    ISSUER: issuer.issuer,
    SERVICES: JSON.stringify(places),
    DRAIN_MS: '500',
    ...env,
  });
  const gateway = await startGateway(config, { log: silentLog, ...parts });
  const all = () => [...fakes.values()].flat();
  return {
    gateway,
    issuer,
    url: gateway.url,
    services,
    service: (name) => services(name)[0] as FakeService,
    arrived: () => all().reduce((sum, fake) => sum + fake.arrived(), 0),
    async as(role, sub = 'alice') {
      const token = await issuer.token({ claims: { sub, resource_access: { 'shop-api': { roles: [role] } } } });
      return { Authorization: `Bearer ${token}` };
    },
    async [Symbol.asyncDispose]() {
      await gateway.close();
      await Promise.all(all().map((fake) => fake.stop()));
      await issuer.close();
    },
  };
}

/** Waits until it holds, at most 10 s. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('it did not come to hold within 10 s');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** A problem document as a test reads it. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly traceId: string;
  readonly correlationId: string;
}

/** The problem an answer tells, with its status. */
export async function problemOf(response: Response): Promise<ProblemBody> {
  if (response.headers.get('content-type') !== 'application/problem+json') throw new Error('no problem document');
  return (await response.json()) as ProblemBody;
}
