import { deepStrictEqual, strictEqual } from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { newEvents } from '../contract/samples.ts';
import { BatchWriter } from './batch-writer.ts';
import { connect } from './format.ts';
import { prepareFile } from './prepare-file.ts';
import { encodeEvent, type WireAppend, type WireEvent } from './rows.ts';
import { testFolder } from './test-files.ts';

const folder = testFolder();

function append(stream: string, count: number): WireAppend {
  return [stream, 0, 0, newEvents(count).map((event, revision) => encodeEvent(stream, revision, 0, event))];
}

/** The same with an event that cannot be written in the place of the last. */
function broken([stream, first, at, events]: WireAppend): WireAppend {
  return [stream, first, at, [...events.slice(0, -1), ['id', 'type', 0, 'data', null] as unknown as WireEvent]];
}

describe('a batch of appends', () => {
  it('keeps all events of an append or none, and those beside one that cannot be written', () => {
    const file = join(folder, 'whole.db');
    prepareFile({ file });
    const db = connect({ file });
    try {
      const writer = new BatchWriter(db);
      const outcomes = writer.commit([append('order-1', 3), broken(append('order-2', 3)), append('order-3', 3)]);
      deepStrictEqual(
        outcomes.map(([kind]) => kind),
        ['kept', 'unavailable', 'kept'],
      );
      const events = db.prepare('SELECT stream, revision FROM events ORDER BY position').all() as { stream: string }[];
      deepStrictEqual(
        events.map(({ stream }) => stream),
        ['order-1', 'order-1', 'order-1', 'order-3', 'order-3', 'order-3'],
      );
      const [again] = writer.commit([append('order-2', 3)]);
      strictEqual(again?.[0], 'kept', 'the stream is free for the append made again');
    } finally {
      db.close();
    }
  });
});
