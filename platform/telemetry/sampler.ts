import { type Sampler, SamplingDecision } from '@opentelemetry/sdk-trace';

/** Which traces are kept: a part of all, told by their ids alone. */
export interface RatioSampler extends Sampler {
  /** Whether the trace of that id (32 hexadecimal digits, lower case) is kept. */
  keeps(traceId: string): boolean;
}

const RANDOM_BITS = 56;
const FIRST_RANDOM_DIGIT = 32 - RANDOM_BITS / 4;
/** Sorts behind every hexadecimal digit. */
const NEVER = 'g';

/**
 * Keeps the part `ratio` (0 to 1) of all traces; the same traces wherever the ratio is the same, and those of a smaller
 * ratio among those of a greater one. It is the threshold on a trace id's last 56 bits of OpenTelemetry's "TraceState:
 * Probability Sampling". Every request is judged, so it is one comparison of texts: digits of equal number and case sort
 * as their numbers do.
 */
export function ratioSampler(ratio: number): RatioSampler {
  const dropped = BigInt(Math.round((1 - ratio) * 2 ** RANDOM_BITS));
  const threshold = ratio <= 0 ? NEVER : dropped.toString(16).padStart(RANDOM_BITS / 4, '0');
  const keeps = (traceId: string): boolean => traceId.slice(FIRST_RANDOM_DIGIT) >= threshold;
  const kept = { decision: SamplingDecision.RECORD_AND_SAMPLED };
  const left = { decision: SamplingDecision.NOT_RECORD };
  return {
    keeps,
    shouldSample: (_context, traceId) => (keeps(traceId) ? kept : left),
    toString: () => `Ratio{${ratio}}`,
  };
}
