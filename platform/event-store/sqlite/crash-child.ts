import { systemClock } from '../../clock/system.ts';
import { newEvents } from '../contract/samples.ts';
import { openSqliteEventStore } from './store.ts';

// Appends with many callers until it is killed, and prints each acknowledged event: stream, revision, id.
const [file, round] = process.argv.slice(2) as [string, string];
const store = await openSqliteEventStore({ file, clock: systemClock });

async function caller(number: number): Promise<void> {
  for (let order = 0; ; order++) {
    const stream = `order-${round}-${number}-${order}`;
    for (let revision = 0; revision < 5; revision++) {
      const events = newEvents(1, { text: 'x'.repeat(number * 50) });
      await store.append(stream, revision === 0 ? 'no_stream' : revision - 1, events);
      await new Promise<void>((resolve) => {
        process.stdout.write(`${stream} ${revision} ${events[0]?.id}\n`, () => resolve());
      });
    }
  }
}

await Promise.all(Array.from({ length: 32 }, (_, number) => caller(number)));
