import { parseArgs } from 'node:util';
import { z } from 'zod';

const environmentSchema = z.object({
  /** A PostgreSQL to measure on; everything happens in schemas and databases of the bench's own, which are dropped at the end. */
  BENCH_POSTGRES_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
});

export interface Settings {
  readonly only: readonly string[];
  readonly quick: boolean;
  readonly long: boolean;
  readonly profile: boolean;
  readonly list: boolean;
  readonly postgresUrl: string | undefined;
}

export const usage = `usage: npm run bench -- [options]

Measures the shop beside what it is compared with and prints the table. A whole run writes it to benchmarks/results/ too.

  --only <row>   that row alone; more than once for several
  --quick        one short round each: shows that the rows run
  --long         a log of a million events in the row on growth
  --profile      CPU profiles of all processes in benchmarks/data/profiles
  --list         the rows

BENCH_POSTGRES_URL   a PostgreSQL to measure on, e.g. postgres://postgres@127.0.0.1:5432/test; else that of npm run engines`;

/** Reads arguments and environment. Throws errors whose messages are for people. */
export function parseSettings(args: readonly string[], environment: Readonly<Record<string, string | undefined>>): Settings {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      quick: { type: 'boolean', default: false },
      long: { type: 'boolean', default: false },
      profile: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
    },
  });
  const url = environment['BENCH_POSTGRES_URL'];
  const parsed = environmentSchema.safeParse(url === undefined || url === '' ? {} : { BENCH_POSTGRES_URL: url });
  if (!parsed.success) throw new Error('BENCH_POSTGRES_URL must be a URL such as postgres://user@host:5432/database');
  return { ...values, postgresUrl: parsed.data.BENCH_POSTGRES_URL };
}
