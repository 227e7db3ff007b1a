import { askEureka } from './ask.ts';

/** What a test writes into a registry by itself, right or wrong. */
export interface RawInstance {
  readonly app: string;
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly status?: string;
  readonly name?: string;
  /** Seconds; 90 by default. */
  readonly leaseSeconds?: number;
}

/** A registration as Eureka takes it. */
export function rawInstance({ app, id, host, port, status = 'UP', name = host, leaseSeconds = 90 }: RawInstance) {
  return {
    instanceId: id,
    app: app.toUpperCase(),
    hostName: name,
    ipAddr: host,
    vipAddress: app,
    status,
    port: { $: port, '@enabled': 'true' },
    securePort: { $: 443, '@enabled': 'false' },
    dataCenterInfo: { '@class': 'com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo', name: 'MyOwn' },
    leaseInfo: { renewalIntervalInSecs: 30, durationInSecs: leaseSeconds },
    lastDirtyTimestamp: String(Date.now()),
  };
}

/** Writes a registration. */
export async function put(url: string, instance: RawInstance): Promise<void> {
  const body = { instance: rawInstance(instance) };
  const { status } = await askEureka(url, `/apps/${instance.app.toUpperCase()}`, { method: 'POST', body });
  if (status !== 204) throw new Error(`Eureka answered ${status}`);
}

/** Takes one off; no error where there is none. */
export async function remove(url: string, app: string, id: string): Promise<void> {
  await askEureka(url, `/apps/${app.toUpperCase()}/${id}`, { method: 'DELETE' });
}

/** Takes off whatever an earlier test left of these applications. */
export async function clear(url: string, ...apps: readonly string[]): Promise<void> {
  for (const app of apps) {
    const { text } = await askEureka(url, `/apps/${app.toUpperCase()}`);
    for (const [, id] of text.matchAll(/"instanceId":"([^"]+)"/g)) await remove(url, app, id as string);
  }
}

/** Waits until it holds, at most `seconds`. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, seconds = 10): Promise<void> {
  const deadline = performance.now() + seconds * 1_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`${what}: not within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
