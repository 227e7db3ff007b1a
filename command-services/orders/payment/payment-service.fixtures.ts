import { manualClock } from '@shop/platform/clock/manual.ts';
import type { Cause } from '@shop/platform/command-handling/cause.ts';
import { createAggregate } from '@shop/platform/command-handling/create-aggregate.ts';
import { memoryEventStore } from '@shop/platform/event-store/memory.ts';
import { type PaymentProvider, type ProviderOutcome, ProviderTimeoutError } from '@shop/platform/payment-provider/port.ts';
import { createPaymentService } from './payment-service.ts';
import { paymentSpec } from './payment.ts';

export const orderId = '01890a5d-ac96-774b-bcce-b302099a8057';
export const refundId = '01890a5d-0000-7000-8000-000000000001';
export const paymentId = `${orderId}-1`;
export const request = { paymentId, orderId, amount: { amount: 1_000, currency: 'GBP' }, paymentToken: 'tok_ok' };
export const cause: Cause = { commandId: 'c', correlationId: 'c', causationId: 'c', actor: { id: 'process', kind: 'process' } };
export const yes: ProviderOutcome = { status: 'succeeded', reference: 'ref' };
export const no: ProviderOutcome = { status: 'declined', reason: 'no' };

export type Reply = ProviderOutcome | 'done, reply lost' | 'not done, reply lost' | 'crash';

/** A provider whose replies are written down beforehand; it remembers what it did by key. */
export function scriptedProvider(replies: Reply[], lostLooks = 0) {
  const calls: string[] = [];
  const done = new Map<string, ProviderOutcome>();
  let looksToLose = lostLooks;
  const answer = async ({ idempotencyKey: key }: { idempotencyKey: string }): Promise<ProviderOutcome> => {
    calls.push(key.slice(orderId.length));
    const before = done.get(key);
    if (before) return before;
    const reply = replies.shift() ?? yes;
    if (reply === 'crash') throw new Error('the process died');
    if (reply === 'not done, reply lost') throw new ProviderTimeoutError(key);
    done.set(key, reply === 'done, reply lost' ? yes : reply);
    if (reply === 'done, reply lost') throw new ProviderTimeoutError(key);
    return reply;
  };
  const provider: PaymentProvider = {
    accepts: () => true,
    authorize: answer,
    capture: answer,
    void: answer,
    refund: answer,
    find: async (key) => {
      calls.push(`find ${key.slice(orderId.length)}`);
      if (looksToLose-- > 0) throw new ProviderTimeoutError(key);
      return done.get(key) ?? null;
    },
  };
  return { provider, calls };
}

export function shop(replies: Reply[] = [], lostLooks = 0) {
  const clock = manualClock(0);
  const store = memoryEventStore({ clock });
  const { provider, calls } = scriptedProvider(replies, lostLooks);
  const instant = { ...clock, sleep: () => Promise.resolve() };
  const open = () => {
    const payments = createAggregate(paymentSpec, { store, clock: instant });
    return createPaymentService({ payments, provider, clock: instant, waitsMs: [10, 100] });
  };
  const log = async () => (await Array.fromAsync(store.readStream(`payment-${paymentId}`))).map(({ type }) => type);
  return { open, service: open(), calls, log };
}
