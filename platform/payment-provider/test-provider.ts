import type { Clock } from '../clock/port.ts';
import {
  type AuthorizeRequest,
  type FollowUpRequest,
  type PaymentProvider,
  type ProviderOutcome,
  ProviderTimeoutError,
} from './port.ts';
import { type FollowUp, TestLedger } from './test-ledger.ts';
import { parseReference, referenceOf } from './test-reference.ts';
import { type Behaviour, testToken } from './test-tokens.ts';

const slowMs = 3_000;
const mostOperations = 10_000;

/** An operation the provider has seen, by its key. */
interface Operation {
  /** The request, to notice a key that is used for another one. */
  readonly request: string;
  /** Null until it was done: it timed out before it reached the books. */
  outcome: Promise<ProviderOutcome> | null;
}

/** What is to be done with a request, once it is known how. */
interface Attempt {
  readonly behaviour: Behaviour;
  readonly reference: string;
  readonly refusal: string | null;
  done(): void;
}

/**
 * A deterministic provider: the token decides what happens ({@link testTokens}), the key makes it happen once.
 *
 * It remembers in bounded memory, and nothing over a restart. Then `find` answers null, and the operation made
 * again with the same key comes to the same outcome and the same reference, since both follow from the request.
 */
export function testPaymentProvider({ clock }: { readonly clock: Clock }): PaymentProvider {
  const operations = new Map<string, Operation>();
  const ledger = new TestLedger();

  const carryOut = async (attempt: Attempt): Promise<ProviderOutcome> => {
    const { behaviour, reference, refusal } = attempt;
    if (behaviour === 'succeeds-slowly') await clock.sleep(slowMs);
    if (refusal !== null) return { status: 'declined', reason: refusal };
    if (behaviour === 'declines' || behaviour === 'declines-unheard') return { status: 'declined', reason: 'card_declined' };
    attempt.done();
    return { status: 'succeeded', reference };
  };

  const perform = async (idempotencyKey: string, request: string, prepare: () => Attempt): Promise<ProviderOutcome> => {
    const known = operations.get(idempotencyKey);
    if (known && known.request !== request) throw new Error(`${idempotencyKey} was used for another operation`);
    if (known?.outcome) return known.outcome;
    const attempt = prepare();
    const operation = known ?? { request, outcome: null };
    remember(operations, idempotencyKey, operation);
    if (attempt.behaviour === 'declines-unheard' && !known) throw new ProviderTimeoutError(`no reply to ${idempotencyKey}`);
    operation.outcome = carryOut(attempt);
    const outcome = await operation.outcome;
    if (attempt.behaviour === 'succeeds-unheard') throw new ProviderTimeoutError(`no reply to ${idempotencyKey}`);
    return outcome;
  };

  const followUp = (kind: FollowUp) => (request: FollowUpRequest) =>
    perform(request.idempotencyKey, canonical(kind, request.amount, request.reference), () => ({
      behaviour: testToken(parseReference(request.reference)?.token ?? '')?.[kind] ?? 'succeeds',
      reference: request.reference,
      refusal: ledger.refusal(kind, request),
      done: () => ledger.record(kind, request),
    }));

  return {
    accepts: (paymentToken) => testToken(paymentToken) !== null,
    authorize: (request: AuthorizeRequest) =>
      perform(request.idempotencyKey, canonical('authorize', request.amount, request.paymentToken), () => {
        const token = testToken(request.paymentToken);
        const reference = referenceOf(request);
        return {
          behaviour: token?.authorize ?? 'succeeds',
          reference,
          refusal: token ? null : 'unknown_token',
          done: () => ledger.open(reference),
        };
      }),
    capture: followUp('capture'),
    void: followUp('void'),
    refund: followUp('refund'),
    async find(idempotencyKey) {
      return (await operations.get(idempotencyKey)?.outcome) ?? null;
    },
  };
}

function canonical(kind: string, amount: FollowUpRequest['amount'], of: string): string {
  return JSON.stringify([kind, amount.amount, amount.currency, of]);
}

function remember(operations: Map<string, Operation>, key: string, operation: Operation): void {
  operations.delete(key);
  operations.set(key, operation);
  const [oldest] = operations.keys();
  if (operations.size > mostOperations && oldest !== undefined) operations.delete(oldest);
}
