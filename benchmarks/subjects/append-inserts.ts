import type { NewEvent } from '@shop/shared-events';
import { Pool } from 'pg';
import { serveBench } from '../harness/serve.ts';
import { appendFor } from './append-callers.ts';
import { gathering } from './gathering.ts';

/** More would only wait for each other in a small server. */
const connections = 32;

/** What it takes to append to a stream and to refuse a second event of the same revision; positions in no order. */
const table = `
  CREATE TABLE events (
    position bigserial PRIMARY KEY, stream text COLLATE "C" NOT NULL, revision bigint NOT NULL, id text NOT NULL,
    type text NOT NULL, data text NOT NULL, metadata text NOT NULL, UNIQUE (stream, revision)
  )`;
const columns = 'stream, revision, id, type, data, metadata';
const insert = { name: 'insert', text: `INSERT INTO events (${columns}) VALUES ($1, 0, $2, $3, $4, $5)` };
const insertAll = {
  name: 'insert-all',
  text: `INSERT INTO events (${columns}) SELECT t.stream, 0, t.id, t.type, t.data, t.metadata
         FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS t (stream, id, type, data, metadata)`,
};

// What anybody would write first: a table of events. Every insert commits alone, or all that wait go in one statement.
serveBench(async ({ url }: { readonly url: string }) => {
  const pool = new Pool({ connectionString: url, max: connections });
  await pool.query(table);
  const gathered = gathering((rows: readonly (readonly string[])[]) => {
    const values = [0, 1, 2, 3, 4].map((column) => rows.map((row) => row[column]));
    return pool.query({ ...insertAll, values });
  });
  return {
    tasks: {
      oneByOne: ({ seconds }: { readonly seconds: number }) =>
        appendFor(seconds, (stream, event) => pool.query({ ...insert, values: [...rowOf(stream, event)] })),
      gathered: ({ seconds }: { readonly seconds: number }) =>
        appendFor(seconds, (stream, event) => gathered(rowOf(stream, event))),
    },
    close: () => pool.end(),
  };
});

function rowOf(stream: string, { id, type, data, metadata }: NewEvent): readonly string[] {
  return [stream, id, type, JSON.stringify(data), JSON.stringify(metadata)];
}
