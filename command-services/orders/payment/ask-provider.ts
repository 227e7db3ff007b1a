import type { Clock } from '@shop/platform/clock/port.ts';
import { type PaymentProvider, type ProviderOutcome, ProviderTimeoutError } from '@shop/platform/payment-provider/port.ts';

/** What became of an operation is still not known; ask again later. Nothing may be compensated on it. */
export class PaymentOutcomeUnknownError extends Error {
  override readonly name = 'PaymentOutcomeUnknownError';
}

export interface Question {
  readonly key: string;
  readonly ask: () => Promise<ProviderOutcome>;
  /** The operation was begun before, perhaps by a process that died: look before asking. */
  readonly resumed: boolean;
  /** The outcome where a reply was lost and the provider then says it never saw the operation; null asks it again. */
  readonly neverSeen: ProviderOutcome | null;
}

/**
 * An operation's outcome, whatever replies get lost: after a lost one the provider is asked what became of
 * the operation before anything else. Waits `waitsMs` between tries and throws
 * {@link PaymentOutcomeUnknownError} after the last. Other failures of the provider pass through.
 */
export async function askProvider(
  provider: PaymentProvider,
  clock: Clock,
  waitsMs: readonly number[],
  question: Question,
): Promise<ProviderOutcome> {
  let look = question.resumed;
  let replyLost = false;
  // The second try, a look at what became of the first, need not wait.
  for (const wait of [0, 0, ...waitsMs]) {
    if (wait > 0) await clock.sleep(wait);
    if (look) {
      const found = await unlessLost(provider.find(question.key));
      if (found === 'lost') continue;
      if (found) return found;
      if (replyLost && question.neverSeen) return question.neverSeen;
    }
    look = true;
    const answer = await unlessLost(question.ask());
    if (answer !== 'lost') return answer;
    replyLost = true;
  }
  throw new PaymentOutcomeUnknownError(`the provider does not tell what became of ${question.key}`);
}

async function unlessLost<T>(reply: Promise<T>): Promise<T | 'lost'> {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof ProviderTimeoutError) return 'lost';
    throw error;
  }
}
