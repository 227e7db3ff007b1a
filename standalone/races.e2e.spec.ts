import { after, before, test } from 'node:test';
import { raceForTheLastRedemption, raceForTheLastUnits, raceOfTwins } from './testing/races.ts';
import { startTestShop, type TestShop } from './testing/test-shop.ts';

let running: TestShop;
before(async () => {
  running = await startTestShop();
});
after(() => running[Symbol.asyncDispose]());

test('500 buyers at once for 100 units: exactly 100 are confirmed and nothing is negative at any prefix of the log', () =>
  raceForTheLastUnits(running));

test('200 requests at once with one key: one effect, equal answers', () => raceOfTwins(running));

test('the last redemption of a discount code is given once', () => raceForTheLastRedemption(running));
