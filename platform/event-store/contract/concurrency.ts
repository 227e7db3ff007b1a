import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type AppendResult, type EventStore, WrongExpectedRevisionError } from '../port.ts';
import { collect, newEvents, revisions, rising } from './samples.ts';

export function concurrencyContract(store: () => EventStore): void {
  describe('many appends at once', () => {
    it('with the same expected revision: exactly one wins, the others learn where the stream is', async () => {
      await store().append('order-1', 'no_stream', newEvents(1));
      const attempts = await Promise.allSettled(Array.from({ length: 32 }, () => store().append('order-1', 0, newEvents(2))));
      const lost = attempts.filter((attempt) => attempt.status === 'rejected').map((attempt) => attempt.reason as unknown);
      strictEqual(lost.length, 31);
      for (const error of lost) {
        ok(error instanceof WrongExpectedRevisionError);
        strictEqual(error.actual, 2);
      }
      deepStrictEqual(revisions(await collect(store().readStream('order-1'))), [0, 1, 2]);
    });

    it('to 128 streams: all are kept, each stream dense, positions rising', async () => {
      const streams = Array.from({ length: 128 }, (_, i) => `order-${i}`);
      const results = await Promise.all(
        streams.map(async (stream) => {
          const kept: AppendResult[] = [];
          for (let i = 0; i < 5; i++) kept.push(await store().append(stream, i === 0 ? 'no_stream' : i - 1, newEvents(1)));
          return kept;
        }),
      );
      const log = await collect(store().readAll());
      strictEqual(log.length, 640);
      ok(rising(log));
      strictEqual(new Set(log.map((event) => event.position)).size, 640);
      for (const [i, stream] of streams.entries()) {
        const events = log.filter((event) => event.stream === stream);
        deepStrictEqual(revisions(events), [0, 1, 2, 3, 4]);
        deepStrictEqual(
          results[i]?.map((result) => result.position),
          events.map((event) => event.position),
        );
      }
    });

    it('one that is refused does not hurt the others', async () => {
      const attempts = await Promise.allSettled(
        Array.from({ length: 60 }, (_, i) => store().append(`order-${i}`, i % 3 === 0 ? 4 : 'no_stream', newEvents(2))),
      );
      deepStrictEqual(
        attempts.map((attempt) => attempt.status),
        Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 'rejected' : 'fulfilled')),
      );
      strictEqual((await collect(store().readAll())).length, 80);
    });
  });
}
