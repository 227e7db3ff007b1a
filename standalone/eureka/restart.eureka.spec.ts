import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { askEureka } from '@shop/platform/discovery/eureka/ask.ts';
import { until } from '@shop/platform/discovery/eureka/test-registry.ts';
import { describeOn } from '@shop/platform/testing/engines.ts';
import { services, startClientCaller } from './callers.ts';
import { type OwnEureka, startOwnEureka } from './own-eureka.ts';
import { startPlace } from './place.ts';

describeOn('eureka', 'a Eureka server that is killed and comes back empty', () => {
  let eureka: OwnEureka;
  before(async () => (eureka = await startOwnEureka()), { timeout: 120_000 });
  after(() => eureka.stop());

  it('is told everything again by the instances, and nobody loses sight of them meanwhile', { timeout: 120_000 }, async () => {
    await using caller = await startClientCaller(eureka.url);
    const places = await Promise.all([startPlace(eureka.url, services), startPlace(eureka.url, services)]);
    const registered = () => places.flatMap(({ registrations }) => registrations.map(({ status }) => status));
    const seen = () => services.map((service) => caller.discovery.instances(service).length);
    await until('both are seen', () => seen().every((count) => count === 2));
    const fewest = [...seen()];
    const stop = caller.discovery.onChange(() => seen().forEach((count, n) => (fewest[n] = Math.min(count, fewest[n] ?? 0))));
    let failed = 0;
    let asking = true;
    const asked = (async () => {
      for (let n = 0; asking; n++) {
        await caller.ask(n).catch(() => failed++);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    })();

    await eureka.restart();
    await until('all are registered again', async () => {
      const { status, text } = await askEureka(eureka.url, '/apps').catch(() => ({ status: 0, text: '' }));
      return status === 200 && [...text.matchAll(/"instanceId"/g)].length === 4;
    });
    await until('the caller is up to date', () => caller.discovery.current);
    await until('the instances know it', () => registered().every((status) => status === 'registered'));
    asking = false;
    await asked;
    stop();
    assert.deepEqual([seen(), fewest, failed], [[2, 2], [2, 2], 0]);
    await Promise.all(places.map(async (place) => (await place.leave(), await place.instance.kill())));
  });
});
