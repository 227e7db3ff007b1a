import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { type ManualClock, manualClock } from '../clock/manual.ts';
import { paymentProviderContract } from './contract.ts';
import { type PaymentProvider, ProviderTimeoutError } from './port.ts';
import { testPaymentProvider } from './test-provider.ts';
import { testTokens } from './test-tokens.ts';

paymentProviderContract('test', () => ({
  provider: testPaymentProvider({ clock: manualClock(0) }),
  goodToken: 'tok_ok',
  decliningToken: 'tok_declined',
}));

describe('the test provider', () => {
  let clock: ManualClock;
  let provider: PaymentProvider;
  const restart = () => {
    provider = testPaymentProvider({ clock });
  };
  beforeEach(() => {
    clock = manualClock(0);
    restart();
  });

  const amount = { amount: 1_299, currency: 'GBP' };
  const authorize = (paymentToken: string) => provider.authorize({ idempotencyKey: 'p:authorize', amount, paymentToken });
  const followUp = (operation: 'capture' | 'void' | 'refund', reference: string) =>
    provider[operation]({ idempotencyKey: `p:${operation}`, reference, amount });
  const reference = async (token: string) => {
    const outcome = await authorize(token);
    return outcome.status === 'succeeded' ? outcome.reference : assert.fail(outcome.reason);
  };

  it('knows every token of its table and no other', () => {
    for (const token of Object.keys(testTokens)) assert.equal(provider.accepts(token), true);
  });

  it('tok_timeout: authorized, but the reply is lost; asking finds it', async () => {
    await assert.rejects(authorize('tok_timeout'), ProviderTimeoutError);
    const found = await provider.find('p:authorize');
    assert.equal(found?.status, 'succeeded');
    assert.deepEqual(await authorize('tok_timeout'), found);
  });

  it('tok_timeout_declined: the reply is lost and nothing is found; asked again, it declines', async () => {
    await assert.rejects(authorize('tok_timeout_declined'), ProviderTimeoutError);
    assert.equal(await provider.find('p:authorize'), null);
    const again = await authorize('tok_timeout_declined');
    assert.equal(again.status, 'declined');
    assert.deepEqual(await provider.find('p:authorize'), again);
  });

  it('tok_slow: answers after three seconds; who asks meanwhile waits for the same answer', async () => {
    let answers = 0;
    const count = () => answers++;
    const all = [
      authorize('tok_slow').finally(count),
      authorize('tok_slow').finally(count),
      provider.find('p:authorize').finally(count),
    ];
    await clock.advance(2_999);
    assert.equal(answers, 0);
    await clock.advance(1);
    const [first, second, found] = await Promise.all(all);
    assert.equal(first?.status, 'succeeded');
    assert.deepEqual([second, found], [first, first]);
  });

  it('tok_capture_fails, tok_refund_fails: authorized, and declined at that operation each time', async () => {
    const uncapturable = await reference('tok_capture_fails');
    assert.equal((await followUp('capture', uncapturable)).status, 'declined');
    assert.equal((await followUp('capture', uncapturable)).status, 'declined');
    assert.equal((await followUp('void', uncapturable)).status, 'succeeded');
    restart();
    const unrefundable = await reference('tok_refund_fails');
    assert.equal((await followUp('capture', unrefundable)).status, 'succeeded');
    assert.equal((await followUp('refund', unrefundable)).status, 'declined');
  });

  it('tok_capture_timeout, tok_void_timeout, tok_refund_timeout: done, but the reply is lost', async () => {
    for (const operation of ['capture', 'void', 'refund'] as const) {
      restart();
      const made = await reference(`tok_${operation}_timeout`);
      if (operation === 'refund') await followUp('capture', made);
      await assert.rejects(followUp(operation, made), ProviderTimeoutError);
      assert.equal((await provider.find(`p:${operation}`))?.status, 'succeeded');
      assert.equal((await followUp(operation, made)).status, 'succeeded');
    }
  });

  it('declines a token it does not know', async () => {
    assert.deepEqual(await authorize('tok_unheard_of'), { status: 'declined', reason: 'unknown_token' });
  });

  describe('after a restart', () => {
    it('finds nothing, but comes to the same outcome and reference when asked again', async () => {
      for (const token of ['tok_ok', 'tok_declined']) {
        restart();
        const before = await authorize(token);
        restart();
        assert.equal(await provider.find('p:authorize'), null);
        assert.deepEqual(await authorize(token), before);
      }
    });

    it('still ends what timed out: found on asking once it was tried again', async () => {
      await assert.rejects(authorize('tok_timeout'), ProviderTimeoutError);
      const before = await provider.find('p:authorize');
      restart();
      await assert.rejects(authorize('tok_timeout'), ProviderTimeoutError);
      assert.deepEqual(await provider.find('p:authorize'), before);
    });

    it('carries on from the reference alone, by its token and up to its amount', async () => {
      const [ok, uncapturable] = [await reference('tok_ok'), (restart(), await reference('tok_capture_fails'))];
      restart();
      assert.equal((await followUp('capture', ok)).status, 'succeeded');
      restart();
      assert.equal((await followUp('refund', ok)).status, 'succeeded');
      const more = { idempotencyKey: 'p:refund:1', reference: ok, amount: { amount: 1, currency: 'GBP' } };
      assert.equal((await provider.refund(more)).status, 'declined');
      restart();
      assert.equal((await followUp('capture', uncapturable)).status, 'declined');
      const tooMuch = { idempotencyKey: 'p:refund:2', reference: ok, amount: { amount: 1_300, currency: 'GBP' } };
      assert.deepEqual(await provider.refund(tooMuch), { status: 'declined', reason: 'exceeds_captured' });
    });
  });
});
