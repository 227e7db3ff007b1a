import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type EventStore, type ExpectedRevision, WrongExpectedRevisionError } from '../port.ts';
import { appendOneByOne, collect, ids, newEvents } from './samples.ts';

/** Expects the refusal, and what it says of the stream. */
export function refused(append: Promise<unknown>, stream: string, expected: ExpectedRevision, actual: ExpectedRevision) {
  return rejects(append, (error) => {
    if (!(error instanceof WrongExpectedRevisionError)) throw error;
    deepStrictEqual([error.stream, error.expected, error.actual], [stream, expected, actual]);
    return true;
  });
}

export function appendContract(store: () => EventStore): void {
  describe('append', () => {
    it('answers the revision and the position of its last event', async () => {
      const first = await store().append('order-1', 'no_stream', newEvents(3));
      const second = await store().append('order-1', 2, newEvents(2));
      deepStrictEqual([first.revision, second.revision], [2, 4]);
      const log = await collect(store().readAll());
      deepStrictEqual([log[2]?.position, log[4]?.position], [first.position, second.position]);
      strictEqual(typeof first.position, 'bigint');
    });

    it('refuses "no stream" where there is one, and changes nothing', async () => {
      await store().append('order-1', 'no_stream', newEvents(2));
      await refused(store().append('order-1', 'no_stream', newEvents(1)), 'order-1', 'no_stream', 1);
      strictEqual((await collect(store().readAll())).length, 2);
    });

    it('refuses a revision where there is no stream: what is found is no number', async () => {
      await refused(store().append('order-1', 0, newEvents(1)), 'order-1', 0, 'no_stream');
      await refused(store().append('order-1', 7, newEvents(1)), 'order-1', 7, 'no_stream');
      deepStrictEqual(await collect(store().readAll()), []);
    });

    it('refuses a revision before and after the last one', async () => {
      await store().append('order-1', 'no_stream', newEvents(3));
      await refused(store().append('order-1', 1, newEvents(1)), 'order-1', 1, 2);
      await refused(store().append('order-1', 3, newEvents(1)), 'order-1', 3, 2);
      strictEqual((await collect(store().readStream('order-1'))).length, 3);
    });

    it('keeps all events of an append or none', async () => {
      await store().append('order-1', 'no_stream', newEvents(1));
      await refused(store().append('order-1', 'no_stream', newEvents(100)), 'order-1', 'no_stream', 0);
      strictEqual((await collect(store().readAll())).length, 1);
    });

    it('refuses as a mistake what is no append', async () => {
      const [event] = newEvents(1);
      await rejects(store().append('order-1', 'no_stream', []), RangeError);
      await rejects(store().append('order-1', -1, newEvents(1)), RangeError);
      await rejects(store().append('order-1', 0.5, newEvents(1)), RangeError);
      await rejects(store().append('', 'no_stream', newEvents(1)), RangeError);
      await rejects(store().append('order-\ud800', 'no_stream', newEvents(1)), RangeError);
      await rejects(store().append('order-1', 'no_stream', [{ ...event!, data: undefined }]), TypeError);
      await rejects(store().append('order-1', 'no_stream', [{ ...event!, data: 1n }]), TypeError);
      deepStrictEqual(await collect(store().readAll()), []);
    });
  });

  describe('the same append made again', () => {
    it('answers as the first time', async () => {
      const [first, second] = [newEvents(2), newEvents(3)];
      const answers = [await store().append('order-1', 'no_stream', first), await store().append('order-1', 1, second)];
      deepStrictEqual(await store().append('order-1', 1, second), answers[1]);
      deepStrictEqual(await store().append('order-1', 'no_stream', first), answers[0]);
      strictEqual((await collect(store().readAll())).length, 5);
    });

    it('answers as the first time also when other events have followed', async () => {
      const events = newEvents(2);
      const answer = await store().append('order-1', 'no_stream', events);
      await store().append('order-1', 1, newEvents(5));
      deepStrictEqual(await store().append('order-1', 'no_stream', events), answer);
      strictEqual((await collect(store().readStream('order-1'))).length, 7);
    });

    it('is one append when both are under way at once', async () => {
      const events = newEvents(2);
      const answers = await Promise.all([1, 2, 3].map(() => store().append('order-1', 'no_stream', events)));
      deepStrictEqual(new Set(answers.map((answer) => answer.position)).size, 1);
      deepStrictEqual(ids(await collect(store().readAll())), ids(events));
    });

    it('is refused when only a part of it is the same', async () => {
      const kept = newEvents(3);
      await appendOneByOne(store(), 'order-1', kept);
      const [a, b, c] = kept as [(typeof kept)[0], (typeof kept)[0], (typeof kept)[0]];
      const [other] = newEvents(1) as [(typeof kept)[0]];
      for (const events of [
        [a, other],
        [other, b],
        [b, a],
        [a, b, other],
        [a, b, c, other],
      ]) {
        await refused(store().append('order-1', 'no_stream', events), 'order-1', 'no_stream', 2);
      }
      deepStrictEqual(ids(await collect(store().readAll())), ids(kept));
    });

    it('is refused at another place', async () => {
      const events = newEvents(1);
      await store().append('order-1', 'no_stream', events);
      await store().append('order-1', 0, newEvents(2));
      await refused(store().append('order-1', 0, events), 'order-1', 0, 2);
      strictEqual((await store().append('order-2', 'no_stream', events)).revision, 0);
    });
  });
}
