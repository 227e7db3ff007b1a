import { deepStrictEqual, equal } from 'node:assert/strict';
import { afterEach, beforeEach, describe, it } from 'node:test';
import type { Discovery } from './port.ts';

/** A discovery under test, and a way to make a service have exactly these instances; absent where that never changes. */
export interface DiscoveryUnderTest {
  readonly discovery: Discovery;
  /** Resolves once the discovery knows. */
  change?(service: string, origins: readonly string[]): Promise<void>;
}

/** What every {@link Discovery} keeps to. `open` begins with `catalog` at two places and `orders` at one. */
export function discoveryContract(
  name: string,
  open: (services: Readonly<Record<string, readonly string[]>>) => Promise<DiscoveryUnderTest>,
): void {
  const a = 'http://10.0.0.1:8101';
  const b = 'http://10.0.0.2:8101';
  const c = 'http://10.0.0.3:8102';

  describe(`${name}: a discovery`, () => {
    let under: DiscoveryUnderTest;
    beforeEach(async () => {
      under = await open({ catalog: [a, b], orders: [c] });
    });
    afterEach(() => under.discovery.close());

    it('tells the origins of a service, each once', () => {
      deepStrictEqual([...under.discovery.instances('catalog')].sort(), [a, b]);
      deepStrictEqual(under.discovery.instances('orders'), [c]);
    });

    it('knows none of a service it was not told of, nor of what every object has', () => {
      for (const service of ['payments', '', 'toString', '__proto__']) deepStrictEqual(under.discovery.instances(service), []);
    });

    it('keeps the order while nothing changes', () => {
      deepStrictEqual(under.discovery.instances('catalog'), under.discovery.instances('catalog'));
    });

    it('calls back after a change, until it is told to stop', async (test) => {
      if (!under.change || !under.discovery.onChange) return test.skip('instances never change');
      const seen: (readonly string[])[] = [];
      const stop = under.discovery.onChange(() => seen.push(under.discovery.instances('catalog')));
      await under.change('catalog', [b]);
      deepStrictEqual(seen.at(-1), [b]);
      deepStrictEqual(under.discovery.instances('orders'), [c]);
      const calls = seen.length;
      stop();
      stop();
      await under.change('catalog', []);
      equal(seen.length, calls);
      deepStrictEqual(under.discovery.instances('catalog'), []);
    });

    it('is closed twice without complaint', async () => {
      await under.discovery.close();
      await under.discovery.close();
    });
  });
}
