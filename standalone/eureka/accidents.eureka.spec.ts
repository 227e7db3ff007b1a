import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { clear, until } from '@shop/platform/discovery/eureka/test-registry.ts';
import { describeOn } from '@shop/platform/testing/engines.ts';
import { type Caller, services, startClientCaller, startGatewayCaller } from './callers.ts';
import { type LoadOutcome, underLoad } from './load.ts';
import { type OwnEureka, startOwnEureka } from './own-eureka.ts';
import { type Place, startPlace } from './place.ts';

/** So many at least, or the accident happened beside the load. */
const fewestRequests = 100;
/** What an earlier test has left in the registry runs out within this. */
const patienceSeconds = 40;

describeOn('eureka', 'two instances found by Eureka, while requests flow', () => {
  let eureka: OwnEureka;
  before(async () => (eureka = await startOwnEureka()), { timeout: 120_000 });
  after(() => eureka.stop());

  /** Two instances that the caller sees, and load on them while `meanwhile` happens to them. */
  async function during(
    start: (url: string) => Promise<Caller>,
    meanwhile: (places: readonly [Place, Place], sees: (count: number) => Promise<void>) => Promise<void>,
  ): Promise<LoadOutcome> {
    await using caller = await start(eureka.url);
    const places = await Promise.all([startPlace(eureka.url, services), startPlace(eureka.url, services)]);
    const sees = (count: number): Promise<void> =>
      until(
        `${count} are seen`,
        () => services.every((name) => caller.discovery.instances(name).length === count),
        patienceSeconds,
      );
    try {
      await sees(2);
      return await underLoad(
        (n) => caller.ask(n),
        () => meanwhile(places, sees),
      );
    } finally {
      await Promise.all(places.map(async (place) => (await place.leave(), await place.instance.kill())));
      // What died stands there still.
      await clear(eureka.url, ...services);
    }
  }

  for (const [name, start] of [
    ['a service', startClientCaller],
    ['the gateway', startGatewayCaller],
  ] as const) {
    describe(`asked by ${name}`, () => {
      it('one that is killed costs no read and no command with a key', async () => {
        const outcome = await during(start, ([a]) => a.die());
        assert.deepEqual(outcome.failures, []);
        assert.ok(outcome.made >= fewestRequests, `${outcome.made} requests`);
      });

      it('one that hangs costs time, and no read and no command with a key', async () => {
        const outcome = await during(start, async ([a, b]) => {
          a.instance.hang(true);
          const before = b.instance.seen.length;
          await until('the other is asked', () => b.instance.seen.length > before + 100);
        });
        assert.deepEqual(outcome.failures, []);
        // Found by its silence, well before the time of any request is over.
        assert.ok(outcome.slowestMs < 12_000, `${outcome.slowestMs} ms`);
      });

      it('both are restarted one after the other: no request fails', async () => {
        const outcome = await during(start, async (places, sees) => {
          for (const { instance, leave, register } of places) {
            await leave();
            await sees(1);
            await instance.stop();
            await instance.restart();
            register();
            await sees(2);
          }
        });
        assert.deepEqual(outcome.failures, []);
        assert.ok(outcome.made >= fewestRequests, `${outcome.made} requests`);
      });
    });
  }
});
