import { deepStrictEqual, rejects, strictEqual } from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { newEvents } from '../contract/samples.ts';
import { prepareFile } from './prepare-file.ts';
import { encodeEvent } from './rows.ts';
import { testFolder } from './test-files.ts';
import { startWriterThread } from './writer-thread.ts';

const folder = testFolder();
const events = newEvents(2).map((event, i) => encodeEvent('order-1', i, 0, event));

describe("the writer's thread", () => {
  it('answers batches in their order, and ends when it is closed', async () => {
    const file = join(folder, 'events.db');
    prepareFile({ file });
    const thread = await startWriterThread({ file });
    const answers = [
      thread.commit([['order-1', 0, 0, events]]),
      thread.commit([
        ['order-1', 4, 0, events],
        ['order-1', 0, 0, events],
      ]),
    ];
    const closed = thread.close();
    deepStrictEqual(await Promise.all(answers), [
      [['kept', 2]],
      [
        ['refused', 1],
        ['kept', 2],
      ],
    ]);
    await closed;
    strictEqual(thread.working, false);
    await rejects(thread.commit([['order-1', 2, 0, events]]), /has ended/);
    await thread.close();
  });

  it('does not start on a file it cannot write', async () => {
    await rejects(startWriterThread({ file: join(folder, 'nowhere', 'events.db') }));
  });

  it('fails what is under way when it breaks, and is known to be gone', async (t) => {
    const file = join(folder, 'broken.db');
    prepareFile({ file });
    const thread = await startWriterThread({ file });
    t.after(() => thread.close());
    const nonsense = null as unknown as Parameters<typeof thread.commit>[0];
    await rejects(thread.commit(nonsense), /the writer of the event log failed/);
    strictEqual(thread.working, false);
  });
});
