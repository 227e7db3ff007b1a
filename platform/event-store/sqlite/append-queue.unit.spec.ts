import { deepStrictEqual, ok, strictEqual, throws } from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { EventStoreUnavailableError } from '../port.ts';
import { AppendQueue, type BatchSink } from './append-queue.ts';
import type { Outcome } from './batch-writer.ts';
import type { WireAppend } from './rows.ts';

/** A sink whose answers the test gives. */
class HeldSink implements BatchSink {
  readonly batches: (readonly WireAppend[])[] = [];
  readonly #answers: PromiseWithResolvers<readonly Outcome[]>[] = [];
  working = true;
  closed = false;

  commit(batch: readonly WireAppend[]): Promise<readonly Outcome[]> {
    this.batches.push(batch);
    const answer = Promise.withResolvers<readonly Outcome[]>();
    this.#answers.push(answer);
    return answer.promise;
  }

  keep(): void {
    const batch = this.batches[this.batches.length - this.#answers.length] ?? [];
    this.#answers.shift()?.resolve(batch.map(([, first]) => ['kept', first]));
  }

  fail(): void {
    this.working = false;
    for (const answer of this.#answers.splice(0)) answer.reject(new Error('the thread is gone'));
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
const append = (number: number, text = ''): WireAppend => ['order-1', number, 0, [['id', 'type', 0, text, '']]];

describe('the queue of appends', () => {
  const bounds = { appends: 8, characters: 100, batches: 2 };
  let sink: HeldSink;
  let sinks: HeldSink[];
  let answered: number;
  let queue: AppendQueue;
  beforeEach(() => {
    [sink, sinks, answered] = [new HeldSink(), [], 0];
    const open = async (): Promise<BatchSink> => {
      sinks.push(sinks.length === 0 ? sink : new HeldSink());
      return sinks.at(-1)!;
    };
    queue = new AppendQueue(open, () => answered++, bounds);
  });
  const firsts = (batches: readonly (readonly WireAppend[])[]): number[][] =>
    batches.map((batch) => batch.map(([, first]) => first));

  it('opens no sink where nothing is appended', async () => {
    await turn();
    await queue.close();
    strictEqual(sinks.length, 0);
  });

  it('hands over what came in one turn of the event loop as one batch', async () => {
    const appends = [1, 2, 3].map((number) => queue.append(append(number)));
    await turn();
    deepStrictEqual(firsts(sink.batches), [[1, 2, 3]]);
    sink.keep();
    deepStrictEqual(await Promise.all(appends), [
      ['kept', 1],
      ['kept', 2],
      ['kept', 3],
    ]);
    strictEqual(answered, 1);
  });

  it('gathers while as many batches as allowed are under way', async () => {
    const appends: Promise<Outcome>[] = [];
    for (const number of [1, 2, 3, 4]) {
      appends.push(queue.append(append(number)));
      await turn();
    }
    deepStrictEqual(firsts(sink.batches), [[1], [2]]);
    sink.keep();
    await turn();
    deepStrictEqual(firsts(sink.batches), [[1], [2], [3, 4]]);
    sink.keep();
    sink.keep();
    strictEqual((await Promise.all(appends)).length, 4);
  });

  it('refuses at once what goes beyond its bounds, and takes on again when there is room', async () => {
    const appends = Array.from({ length: 8 }, (_, number) => queue.append(append(number)));
    throws(() => void queue.append(append(9)), EventStoreUnavailableError);
    await turn();
    sink.keep();
    await Promise.all(appends);
    const long = queue.append(append(10, 'x'.repeat(90)));
    throws(() => void queue.append(append(11, 'x'.repeat(20))), EventStoreUnavailableError);
    await turn();
    sink.keep();
    deepStrictEqual(await long, ['kept', 10]);
  });

  it('takes one append larger than the bound where nothing else waits', async () => {
    const large = queue.append(append(1, 'x'.repeat(1_000)));
    await turn();
    sink.keep();
    deepStrictEqual(await large, ['kept', 1]);
  });

  it('tells as unavailable what a failed sink left open, and opens another', async () => {
    const lost = queue.append(append(1));
    await turn();
    sink.fail();
    deepStrictEqual(await lost, ['unavailable', 'the thread is gone']);
    const next = queue.append(append(2));
    await turn();
    strictEqual(sinks.length, 2);
    sinks[1]?.keep();
    deepStrictEqual(await next, ['kept', 2]);
  });

  it('finishes what is under way before it closes the sink', async () => {
    const last = queue.append(append(1));
    const closing = queue.close();
    await turn();
    ok(!sink.closed);
    sink.keep();
    await closing;
    ok(sink.closed);
    deepStrictEqual(await last, ['kept', 1]);
  });

  it('tells as unavailable what comes while no sink can be opened, and closes', async () => {
    const broken = new AppendQueue(
      () => Promise.reject(new Error('no file')),
      () => {},
      bounds,
    );
    deepStrictEqual(await broken.append(append(1)), ['unavailable', 'no file']);
    deepStrictEqual(await broken.append(append(2)), ['unavailable', 'no file']);
    await broken.close();
  });
});
