import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { describeOn } from '@shop/platform/testing/engines.ts';
import { createClient } from '@shop/standalone/testing/client.ts';
import { raceForTheLastRedemption, raceForTheLastUnits, raceOfTwins } from '@shop/standalone/testing/races.ts';
import { runScript } from './testing/run-script.ts';
import { startTestSystem, type TestSystem } from './testing/test-system.ts';

/** Settled views of 500 orders on a machine that is busy with all instances and engines at once. */
const patienceMs = 120_000;

describeOn('kafka', 'races between two instances of every service', () => {
  let running: TestSystem;
  before(async () => {
    running = await startTestSystem();
  });
  after(() => running[Symbol.asyncDispose]());

  test('500 buyers at once for 100 units: exactly 100 are confirmed and nothing is negative at any prefix of the log', () =>
    raceForTheLastUnits({ ...running, patienceMs }));

  test('200 requests at once with one key: one effect, equal answers, whichever instance is asked', async () => {
    const instances = running.shop.processes.get('order-commands') ?? [];
    assert.equal(instances.length, 2);
    await raceOfTwins({ ...running, entrances: instances.map(({ url }) => createClient(url, running.shop.issuer)) });
  });

  test('the last redemption of a discount code is given once', () => raceForTheLastRedemption({ ...running, patienceMs }));

  test('every invariant holds afterwards, and topics and read models are what the log says', async () => {
    const data = ['--data', running.shop.dataFolder];
    const invariants = await runScript('verify', data).ended;
    assert.equal(invariants.code, 0, invariants.output);
    const streams = await runScript('streams', ['verify', ...data]).ended;
    assert.equal(streams.code, 0, streams.output);
  });
});
