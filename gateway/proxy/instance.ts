import type { Pool as UndiciPool } from 'undici';
import Pool from 'undici/lib/dispatcher/pool.js';
import { Health } from './health.ts';

const connectTimeoutMs = 2_000;
/** Services keep idle connections 70 s; ours ends first, so that no request meets a closing one. */
const keepAliveMs = 30_000;

/** One instance of a service with its kept-alive connections. */
export class Instance {
  readonly origin: string;
  readonly pool: UndiciPool;
  readonly health: Health;
  readonly maxPending: number;
  /** Requests under way. */
  pending = 0;

  constructor(origin: string, maxPending: number, now: () => number) {
    this.origin = origin;
    this.maxPending = maxPending;
    this.health = new Health(now);
    // As many connections as requests are let through: nothing queues in the pool.
    this.pool = new Pool(origin, {
      connections: maxPending,
      pipelining: 1,
      keepAliveTimeout: keepAliveMs,
      connect: { timeout: connectTimeoutMs },
      allowH2: false,
    });
  }

  get full(): boolean {
    return this.pending >= this.maxPending;
  }
}
