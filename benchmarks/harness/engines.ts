import { type EngineName, engineAddress } from '@shop/platform/testing/engines.ts';
import type { BenchOptions } from './bench.ts';

/** The PostgreSQL to measure on: the one that `BENCH_POSTGRES_URL` names, else the checkout's own; null without either. */
export function postgresOf({ postgresUrl }: BenchOptions): string | null {
  return postgresUrl ?? engineAddress('postgres')?.url ?? null;
}

/** Why a row that needs these engines cannot be measured, in one sentence; null where all of them are there. */
export function without(...engines: readonly EngineName[]): (bench: BenchOptions) => string | null {
  return (bench) => {
    const missing = engines.find((name) => (name === 'postgres' ? postgresOf(bench) : engineAddress(name)) === null);
    if (missing === undefined) return null;
    const named = missing === 'postgres' ? ', or set BENCH_POSTGRES_URL' : '';
    return `${missing} is not running: npm run engines -- start ${missing}${named}`;
  };
}
