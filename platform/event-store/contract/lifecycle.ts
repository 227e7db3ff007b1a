import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type EventStore, EventStoreUnavailableError } from '../port.ts';
import { collect, newEvents } from './samples.ts';

export function lifecycleContract(store: () => EventStore): void {
  describe('head', () => {
    it('is -1 in an empty log', async () => {
      strictEqual(await store().head(), -1n);
    });

    it('is the position of the last event', async () => {
      const { position } = await store().append('order-1', 'no_stream', newEvents(3));
      strictEqual(await store().head(), position);
      strictEqual((await collect(store().readAll())).at(-1)?.position, position);
    });
  });

  describe('close', () => {
    it('finishes the appends under way', async () => {
      const appends = Array.from({ length: 50 }, (_, i) => store().append(`order-${i}`, 'no_stream', newEvents(1)));
      await store().close();
      deepStrictEqual(new Set((await Promise.all(appends)).map((result) => result.revision)), new Set([0]));
    });

    it('lets nothing be asked afterwards, and may be repeated', async () => {
      await store().append('order-1', 'no_stream', newEvents(2));
      const reading = store().readAll();
      await store().close();
      await store().close();
      const { signal } = new AbortController();
      await rejects(store().append('order-1', 1, newEvents(1)), EventStoreUnavailableError);
      await rejects(store().head(), EventStoreUnavailableError);
      await rejects(collect(reading), EventStoreUnavailableError);
      await rejects(collect(store().readStream('order-1')), EventStoreUnavailableError);
      await rejects(collect(store().subscribeAll({ signal })), EventStoreUnavailableError);
    });
  });
}
