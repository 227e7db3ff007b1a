import type { Measure } from '../harness/alternate.ts';
import type { Bench, Row } from '../harness/bench.ts';
import { type Child, startChild } from '../harness/child.ts';
import { figure, ratioAtLeast } from '../harness/figure.ts';
import type { AppendResult } from '../subjects/append-callers.ts';

/** 128 callers that each append an event and wait until it is on the disk. */
export const append: Row = {
  name: 'append',
  title: 'append, SQLite store, 128 callers',
  async run(bench: Bench) {
    await using ours = await startChild<void>('subjects/append-store.ts', { folder: bench.folder() });
    await using raw = await startChild<void>('subjects/append-raw.ts', { folder: bench.folder() });
    const measured = await bench.inTurn({ ours: appendsOf(ours), raw: appendsOf(raw) });
    const other = { name: 'file append + fdatasync, same batching', series: measured.raw };
    return [
      figure({
        what: 'append, SQLite store, 128 callers',
        metric: 'rate',
        unit: '/s',
        ours: measured.ours,
        other,
        goal: ratioAtLeast(0.3),
        note: 'one event a call, each to a stream of its own, written as JSON on both sides',
      }),
    ];
  },
};

function appendsOf(child: Child<void>): Measure {
  return (seconds) => child.ask<AppendResult>('run', { seconds }).then((result) => ({ ...result }));
}
