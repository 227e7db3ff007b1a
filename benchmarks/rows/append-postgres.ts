import type { Measure } from '../harness/alternate.ts';
import type { Bench, Row } from '../harness/bench.ts';
import { type Child, startChild } from '../harness/child.ts';
import { without } from '../harness/engines.ts';
import { figure } from '../harness/figure.ts';
import { ownPostgres } from '../harness/own-postgres.ts';
import type { AppendResult } from '../subjects/append-callers.ts';

/** 128 callers that each append an event and wait until PostgreSQL has it on the disk. */
export const appendPostgres: Row = {
  name: 'append-postgres',
  title: 'append, PostgreSQL store, 128 callers',
  impossible: without('postgres'),
  async run(bench: Bench) {
    await using database = await ownPostgres(bench);
    await using plainDatabase = await ownPostgres(bench);
    await using store = await startChild<void>('subjects/append-postgres.ts', { url: database.url });
    await using inserts = await startChild<void>('subjects/append-inserts.ts', { url: plainDatabase.url });
    const { ours, oneByOne, gathered } = await bench.inTurn({
      ours: appendsOf(store, 'run'),
      oneByOne: appendsOf(inserts, 'oneByOne'),
      gathered: appendsOf(inserts, 'gathered'),
    });
    const common = { what: 'append, PostgreSQL store, 128 callers', metric: 'rate', unit: '/s', ours };
    return [
      figure({ ...common, other: { name: 'plain inserts, committed one by one', series: oneByOne } }),
      figure({
        ...common,
        other: { name: 'plain inserts, all that wait in one statement', series: gathered },
        note: 'one event a call, each to a stream of its own; plain inserts keep no order of positions and no categories',
      }),
    ];
  },
};

function appendsOf(child: Child<void>, task: string): Measure {
  return (seconds) => child.ask<AppendResult>(task, { seconds }).then((result) => ({ ...result }));
}
