import { afterEach, beforeEach, describe } from 'node:test';
import { endContract } from './contract/end.ts';
import { lapseContract } from './contract/lapse.ts';
import { takeContract } from './contract/take.ts';
import type { LeasesUnderTest, OpenLeases } from './contract/under-test.ts';

export { systemTime } from './contract/under-test.ts';
export type { LeasesUnderTest, OpenLeases } from './contract/under-test.ts';

/** What every {@link import('./port.ts').Leases} keeps to. Each test gets an engine without leases from `open`. */
export function leasesContract(name: string, open: OpenLeases): void {
  describe(`${name}: leases`, () => {
    let under: LeasesUnderTest;
    beforeEach(async () => {
      under = await open();
    });
    afterEach(() => under.close());

    takeContract(() => under);
    lapseContract(() => under);
    endContract(() => under);
  });
}
