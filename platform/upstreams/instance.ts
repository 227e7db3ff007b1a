import type { Pool as UndiciPool } from 'undici';
import Pool from 'undici/lib/dispatcher/pool.js';
import { Health } from './health.ts';

const connectTimeoutMs = 2_000;
/** Services keep idle connections 70 s; ours ends first, so that no request meets a closing one. */
const keepAliveMs = 30_000;

/** One instance of a service with its kept-alive connections. */
export class Instance {
  readonly origin: string;
  readonly health: Health;
  readonly maxPending: number;
  /** Requests under way. */
  pending = 0;
  #pool: UndiciPool;

  constructor(origin: string, maxPending: number, now: () => number) {
    this.origin = origin;
    this.maxPending = maxPending;
    this.health = new Health(now);
    this.#pool = open(origin, maxPending);
  }

  get pool(): UndiciPool {
    return this.#pool;
  }

  get full(): boolean {
    return this.pending >= this.maxPending;
  }

  /** Breaks off all that is under way, which fails as `reset`; what comes next gets connections of its own. */
  async cut(): Promise<void> {
    const before = this.#pool;
    this.#pool = open(this.origin, this.maxPending);
    await before.destroy(new Error('the instance does not answer'));
  }
}

// As many connections as requests are let through: nothing queues in the pool.
function open(origin: string, connections: number): UndiciPool {
  return new Pool(origin, {
    connections,
    pipelining: 1,
    keepAliveTimeout: keepAliveMs,
    connect: { timeout: connectTimeoutMs },
    allowH2: false,
  });
}
