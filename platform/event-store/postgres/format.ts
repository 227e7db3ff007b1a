import type { SchemaPart } from '../../postgres/schema.ts';
import { appendFunction } from './append-function.ts';

/**
 * `position` has no gaps and rises in the order of the commits (append-function.ts). Data and metadata are text:
 * jsonb cannot keep U+0000 and rewrites numbers and the order of keys. `size` is the characters of the two,
 * `recorded_at` is milliseconds since the epoch. Collation C compares code points: names are equal only where they are the same.
 */
export const eventLog: SchemaPart = {
  part: 'events',
  version: 1,
  statements: (schema) => `
    CREATE TABLE ${schema}.events (
      position bigint PRIMARY KEY,
      revision bigint NOT NULL,
      recorded_at bigint NOT NULL,
      size integer NOT NULL,
      stream text COLLATE "C" NOT NULL,
      category text COLLATE "C" GENERATED ALWAYS AS (split_part(stream, '-', 1)) STORED,
      id text NOT NULL,
      type text NOT NULL,
      data text NOT NULL,
      metadata text NOT NULL
    );
    CREATE UNIQUE INDEX events_by_stream ON ${schema}.events (stream, revision);
    CREATE INDEX events_by_category ON ${schema}.events (category, position);
    ${appendFunction(schema)}
  `,
};
