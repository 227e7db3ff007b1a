/** Requests that promise to change nothing, and all others. */
export type RateClass = 'read' | 'write';

export interface RateDecision {
  readonly allowed: boolean;
  /** Whole requests that may follow at once. */
  readonly remaining: number;
  /** Seconds until the quota is whole again. */
  readonly resetSeconds: number;
  /** Seconds after which the next request is allowed; 0 when this one is. */
  readonly retryAfterSeconds: number;
}

/** Counts requests of one caller. May throw; the pipeline decides what happens then. */
export interface RateLimiter {
  take(key: string): RateDecision;
}
