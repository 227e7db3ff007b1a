import type { Bench } from '../harness/bench.ts';
import { type Child, startChild } from '../harness/child.ts';
import { postgresOf } from '../harness/engines.ts';
import type { PlainShopReady } from '../plain-express-postgres/main.ts';

/** The baseline that everybody knows how to write. */
export interface PlainShop extends AsyncDisposable {
  readonly url: string;
  readonly name: string;
  readonly settings: string;
  readonly child: Child<PlainShopReady>;
  /** Makes products of one variant; answers their ids. */
  stock(skus: readonly string[], onHand: number): Promise<readonly string[]>;
}

export async function startPlainShop(bench: Bench): Promise<PlainShop> {
  const child = await startChild<PlainShopReady>('plain-express-postgres/main.ts', { url: postgresOf(bench) });
  return {
    url: child.ready.url,
    name: 'Express + PostgreSQL',
    settings: child.ready.postgres,
    child,
    stock: (skus, onHand) => child.ask('stock', { skus, onHand }),
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
