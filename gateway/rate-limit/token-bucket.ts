import type { RateDecision, RateLimiter } from './port.ts';

export interface TokenBucketOptions {
  /** Requests a bucket holds when it is full. */
  readonly burst: number;
  /** Requests that flow in again. */
  readonly perSecond: number;
  /** Milliseconds of a clock that never goes back. */
  readonly now: () => number;
  /** Most callers remembered. */
  readonly maxKeys?: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/**
 * A token bucket per key (https://en.wikipedia.org/wiki/Token_bucket), in this process. Memory is bounded: a
 * bucket that is full again is forgotten, which changes nothing; where that does not do, the oldest go first.
 */
export class TokenBuckets implements RateLimiter {
  readonly #options: TokenBucketOptions;
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: TokenBucketOptions) {
    this.#options = options;
  }

  /** How many callers are remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  take(key: string): RateDecision {
    const { burst, perSecond, now } = this.#options;
    const at = now();
    const bucket = this.#buckets.get(key) ?? this.#add(key, at);
    bucket.tokens = Math.min(burst, bucket.tokens + ((at - bucket.at) / 1_000) * perSecond);
    bucket.at = at;
    const allowed = bucket.tokens >= 1;
    if (allowed) bucket.tokens -= 1;
    return {
      allowed,
      remaining: Math.floor(bucket.tokens),
      resetSeconds: Math.ceil((burst - bucket.tokens) / perSecond),
      retryAfterSeconds: allowed ? 0 : Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond)),
    };
  }

  #add(key: string, at: number): Bucket {
    const { burst, maxKeys = 50_000 } = this.#options;
    if (this.#buckets.size >= maxKeys) this.#forget(at, maxKeys);
    const bucket = { tokens: burst, at };
    this.#buckets.set(key, bucket);
    return bucket;
  }

  #forget(at: number, maxKeys: number): void {
    const { burst, perSecond } = this.#options;
    for (const [key, bucket] of this.#buckets) {
      if (bucket.tokens + ((at - bucket.at) / 1_000) * perSecond >= burst) this.#buckets.delete(key);
    }
    // A tenth at a time, so that a flood of new callers does not pay for a sweep each.
    let surplus = this.#buckets.size - Math.floor(maxKeys * 0.9);
    for (const key of this.#buckets.keys()) {
      if (surplus-- <= 0) break;
      this.#buckets.delete(key);
    }
  }
}
