import { deepStrictEqual, ok, rejects, strictEqual } from 'node:assert/strict';
import { after, it } from 'node:test';
import { systemClock } from '../../clock/system.ts';
import { serverPrograms, throwAwayServer } from '../../postgres/throw-away.ts';
import { describeOn } from '../../testing/engines.ts';
import { collect, newEvents, pullUntil, revisions } from '../contract/samples.ts';
import { EventStoreUnavailableError } from '../port.ts';
import { openPostgresEventStore } from './store.ts';
import { until } from './test-writer.ts';

describeOn('postgres', 'PostgreSQL killed under the event store', () => {
  const programs = serverPrograms();
  const skip = programs === null && 'PostgreSQL runs in a container: its processes cannot be killed from here';

  it('loses nothing acknowledged, is unavailable meanwhile, and comes back by itself', { skip }, async () => {
    const server = await throwAwayServer(programs ?? '');
    after(() => server.remove());
    await server.start();
    const store = await openPostgresEventStore({ url: server.url, clock: systemClock });
    const acknowledged = new Map<string, number>();
    let unavailable = 0;
    const stop = new AbortController();
    const write = async (stream: string): Promise<void> => {
      for (let next = 0; !stop.signal.aborted;) {
        const events = newEvents(1);
        // The same append is made again, unchanged, until it has an answer.
        for (;;) {
          try {
            next = (await store.append(stream, next === 0 ? 'no_stream' : next - 1, events)).revision + 1;
            acknowledged.set(stream, next);
            break;
          } catch (error) {
            ok(error instanceof EventStoreUnavailableError, String(error));
            unavailable++;
            await systemClock.sleep(20);
          }
        }
      }
    };
    const writers = Array.from({ length: 8 }, (_, i) => write(`order-${i}`));
    await until('every writer has written', async () => acknowledged.size === 8);
    const batches = store.subscribeAll({ signal: AbortSignal.timeout(60_000) })[Symbol.asyncIterator]();

    await server.kill();
    await rejects(store.head(), EventStoreUnavailableError);
    // Reading goes away with the server, and says so.
    await rejects(
      pullUntil(batches, () => false),
      EventStoreUnavailableError,
    );
    await until('an append is refused', async () => unavailable > 0);
    await server.start();
    const before = new Map(acknowledged);
    await until('every writer goes on', async () =>
      [...before].every(([stream, next]) => (acknowledged.get(stream) ?? 0) > next),
    );
    stop.abort();
    await Promise.all(writers);

    const log = await collect(store.readAll());
    for (const [stream, next] of acknowledged) {
      const found = revisions(log.filter((event) => event.stream === stream));
      deepStrictEqual(
        found,
        Array.from({ length: next }, (_, revision) => revision),
      );
    }
    strictEqual(new Set(log.map((event) => event.id)).size, log.length);
    await store.close();
  });
});
