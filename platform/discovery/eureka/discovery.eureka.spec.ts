import assert from 'node:assert/strict';
import { after, afterEach, describe, it } from 'node:test';
import { systemClock } from '../../clock/system.ts';
import { silentLog } from '../../telemetry/port.ts';
import { describeOn } from '../../testing/engines.ts';
import { discoveryContract } from '../contract.ts';
import type { AllowedPlaces } from './allowed.ts';
import { askEureka } from './ask.ts';
import { type EurekaDiscovery, eurekaDiscovery } from './discovery.ts';
import { registerWithEureka } from './registration.ts';
import { clear, put, remove, until } from './test-registry.ts';

describeOn('eureka', 'on a Eureka server', ({ url }) => {
  const common = { url, clock: systemClock, log: silentLog };
  const anywhere: AllowedPlaces = { ports: [8_000, 9_000], allowLoopback: true };
  const open = (services: readonly string[], allowed: AllowedPlaces = anywhere): Promise<EurekaDiscovery> =>
    eurekaDiscovery({ ...common, services, allowed, pollEveryMs: 100 });

  discoveryContract('Eureka', async (services) => {
    const set = async (service: string, origins: readonly string[]) => {
      await clear(url, service);
      for (const origin of origins) {
        const { hostname, port } = new URL(origin);
        await put(url, { app: service, id: `${hostname}:${port}`, host: hostname, port: Number(port) });
      }
    };
    for (const [service, origins] of Object.entries(services)) await set(service, origins);
    const discovery = await open(Object.keys(services));
    return {
      discovery,
      async change(service, origins) {
        await set(service, origins);
        await until('the change is seen', () => discovery.instances(service).join() === [...origins].sort().join());
      },
    };
  });

  describe('a registration', () => {
    const service = `one-${process.pid}`;
    const opened: { close(): Promise<void> }[] = [];
    const keep = <T extends { close(): Promise<void> }>(what: T): T => (opened.push(what), what);
    afterEach(async () => {
      await Promise.all(opened.splice(0).map((one) => one.close()));
      await clear(url, service);
    });
    after(() => clear(url, 'catalog', 'orders'));
    const register = (port: number) =>
      keep(registerWithEureka({ ...common, service, host: '127.0.0.1', port, renewEveryMs: 300, leaseMs: 1_000 }));

    it('is seen by others within seconds, kept by renewals beyond its lease, and gone once it leaves', async () => {
      const discovery = keep(await open([service]));
      assert.deepEqual(discovery.instances(service), []);
      const startedAt = performance.now();
      const registration = register(8_101);
      await until('it is seen', () => discovery.instances(service).length === 1, 3);
      assert.equal(registration.status, 'registered');
      await until('its lease has run out twice', () => performance.now() - startedAt > 4_500);
      assert.deepEqual(discovery.instances(service), ['http://127.0.0.1:8101']);
      await registration.close();
      assert.equal(registration.status, 'left');
      await until('it is gone', () => discovery.instances(service).length === 0, 3);
    });
    it('that is no longer renewed is forgotten', async () => {
      const discovery = keep(await open([service]));
      await put(url, { app: service, id: 'dead', host: '10.0.0.1', port: 8_101, leaseSeconds: 1 });
      await until('it is seen', () => discovery.instances(service).length === 1, 3);
      await until('it is evicted', () => discovery.instances(service).length === 0, 10);
    });
    it('that the server has forgotten is made again', async () => {
      const discovery = keep(await open([service]));
      register(8_101);
      await until('it is seen', () => discovery.instances(service).length === 1, 3);
      await clear(url, service);
      await until('the leave is seen', () => discovery.instances(service).length === 0, 3);
      await until('it is back', () => discovery.instances(service).length === 1, 3);
    });
    it('tells of one that is up alone', async () => {
      const one = { app: service, id: 'i', host: '10.0.0.1', port: 8_101 };
      await put(url, one);
      const discovery = keep(await open([service]));
      assert.equal(discovery.instances(service).length, 1);
      for (const status of ['STARTING', 'DOWN']) {
        await put(url, { ...one, status });
        await until(`${status} is passed over`, () => discovery.instances(service).length === 0, 3);
        await put(url, one);
        await until('it is told again', () => discovery.instances(service).length === 1, 3);
      }
      // Operators take instances out by a word to Eureka, which a registration does not undo.
      const path = `/apps/${service.toUpperCase()}/i/status`;
      await askEureka(url, `${path}?value=OUT_OF_SERVICE`, { method: 'PUT' });
      await until('one out of service is passed over', () => discovery.instances(service).length === 0, 3);
      await askEureka(url, `${path}?value=UP`, { method: 'DELETE' });
      await until('it is back in service', () => discovery.instances(service).length === 1, 3);
    });
    it('to a forbidden place is told to nobody, whoever else is there', async () => {
      const bad = ['127.0.0.1', '169.254.169.254', 'user:pw@10.0.0.9', '0.0.0.0', 'evil.example'];
      for (const [n, host] of bad.entries()) await put(url, { app: service, id: `bad${n}`, host, port: 8_101 });
      await put(url, { app: service, id: 'ssh', host: '10.0.0.2', port: 22 });
      await put(url, { app: service, id: 'good', host: '10.0.0.1', port: 8_101 });
      const discovery = keep(await open([service], { ...anywhere, allowLoopback: false }));
      assert.deepEqual(discovery.instances(service), ['http://10.0.0.1:8101']);
      await remove(url, service, 'good');
      await until('the good one is gone', () => discovery.instances(service).length === 0, 3);
    });
  });
});
