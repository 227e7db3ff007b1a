import { ok, rejects, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';
import { mendKafkajs } from './mend-kafkajs.ts';

mendKafkajs();

const logger = { debug: () => undefined, warn: () => undefined };

function queue() {
  return new RequestQueue({
    ...{ maxInFlightRequests: 1, requestTimeout: 60_000, enforceRequestTimeout: false, clientId: 'spec', broker: 'none' },
    logger,
  });
}

function request(correlationId: number, sent: number[]) {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const entry = { apiKey: 0, apiName: 'Spec', apiVersion: 0, correlationId, resolve, reject };
  return { answered: promise, pushed: { entry, expectResponse: true, sendRequest: () => void sent.push(correlationId) } };
}

describe("kafkajs's request queue, mended", () => {
  it('arms no timer while nothing waits', async () => {
    const mended = queue();
    const sent: number[] = [];
    const first = request(1, sent);
    mended.push(first.pushed);
    mended.fulfillRequest({ correlationId: 1, payload: Buffer.alloc(0), size: 0 });
    await first.answered;
    strictEqual(mended.throttleCheckTimeoutId, null);
  });

  it('still sends what waited for its turn, in order', async () => {
    const mended = queue();
    const sent: number[] = [];
    const [first, second] = [request(1, sent), request(2, sent)];
    mended.push(first.pushed);
    mended.push(second.pushed);
    ok(mended.throttleCheckTimeoutId !== null, 'it looks again, in case it is throttled');
    strictEqual(sent.length, 1);
    for (const correlationId of [1, 2]) mended.fulfillRequest({ correlationId, payload: Buffer.alloc(0), size: 0 });
    await Promise.all([first.answered, second.answered]);
    strictEqual(sent.join(), '1,2');
    mended.destroy();
  });

  it('gives up waiting for a broker that has died when it is closed', async (test) => {
    test.mock.timers.enable({ apis: ['setTimeout'] });
    const mended = queue();
    const never = request(1, []);
    mended.push(never.pushed);
    const closing = mended.waitForPendingRequests();
    test.mock.timers.tick(5_000);
    await rejects(never.answered, /was closed/);
    await closing;
  });
});
