import type { BurstInput, BurstResult } from '../load/burst.ts';
import type { PacedInput, PacedResult } from '../load/paced.ts';
import type { LoadResult, SaturateInput } from '../load/saturate.ts';
import { startChild } from './child.ts';

/** The load generator in its own process. */
export interface LoadGenerator extends AsyncDisposable {
  saturate(input: SaturateInput): Promise<LoadResult>;
  paced(input: PacedInput): Promise<PacedResult>;
  burst(input: BurstInput): Promise<BurstResult>;
}

export async function startLoad(): Promise<LoadGenerator> {
  const child = await startChild<void>('load/main.ts');
  return {
    saturate: (input) => child.ask<LoadResult>('saturate', input),
    paced: (input) => child.ask<PacedResult>('paced', input),
    burst: (input) => child.ask<BurstResult>('burst', input),
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
