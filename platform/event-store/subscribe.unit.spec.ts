import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type PagedLog, subscribeByPages } from './subscribe.ts';
import { WakeUps } from './wake-ups.ts';

/** A log that counts how often it is read and grows by one page at a time. */
function countingLog(): PagedLog & { pages: number; pauses: number; head: bigint; wakeUps: WakeUps } {
  const wakeUps = new WakeUps();
  return {
    pages: 0,
    pauses: 0,
    head: 99n,
    wakeUps,
    pageAfter(after, _filter, limit) {
      this.pages++;
      const reached = after + BigInt(limit);
      const position = reached < this.head ? reached : this.head;
      return { events: [], position: position > after ? position : after, caughtUp: position >= this.head };
    },
    grown: (signal) => wakeUps.wait(signal),
    async pause() {
      this.pauses++;
    },
  };
}

describe('a subscription by pages', () => {
  it('reads one page for one pull, however much the log grows meanwhile', async () => {
    const log = countingLog();
    const batches = subscribeByPages(log, { batchSize: 10, signal: new AbortController().signal });
    await batches.next();
    for (let i = 0; i < 1_000; i++) {
      log.head += 100n;
      log.wakeUps.wake();
    }
    await new Promise((resolve) => setImmediate(resolve));
    strictEqual(log.pages, 1);
    strictEqual(log.wakeUps.waiting, 0);
    await batches.next();
    strictEqual(log.pages, 2);
  });

  it('lets other work run between pages while it catches up', async () => {
    const log = countingLog();
    const controller = new AbortController();
    const positions: bigint[] = [];
    for await (const batch of subscribeByPages(log, { batchSize: 25, signal: controller.signal })) {
      positions.push(batch.position);
      if (batch.caughtUp) controller.abort();
    }
    deepStrictEqual(positions, [24n, 49n, 74n, 99n]);
    strictEqual(log.pauses, 3);
  });

  it('leaves nobody waiting when it is aborted', async () => {
    const log = countingLog();
    const controller = new AbortController();
    const batches = subscribeByPages(log, { after: 99n, signal: controller.signal });
    await batches.next();
    const next = batches.next();
    await new Promise((resolve) => setImmediate(resolve));
    strictEqual(log.wakeUps.waiting, 1);
    controller.abort();
    strictEqual((await next).done, true);
    strictEqual(log.wakeUps.waiting, 0);
  });
});
