import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import type { PaymentProvider, ProviderOutcome } from './port.ts';

/** A provider under test, with means of payment that it takes and that it declines. */
export interface ProviderUnderTest {
  readonly provider: PaymentProvider;
  readonly goodToken: string;
  readonly decliningToken: string;
}

const gbp = (amount: number) => ({ amount, currency: 'GBP' });

/** What every {@link PaymentProvider} keeps to. `open` answers a provider that has seen nothing. */
export function paymentProviderContract(name: string, open: () => ProviderUnderTest): void {
  describe(`${name}: a payment provider`, () => {
    let under: ProviderUnderTest;
    let provider: PaymentProvider;
    beforeEach(() => {
      under = open();
      provider = under.provider;
    });
    const authorize = (key = 'p1:authorize', paymentToken = under.goodToken, amount = gbp(1_299)) =>
      provider.authorize({ idempotencyKey: key, amount, paymentToken });
    const referenceOf = (outcome: ProviderOutcome) => {
      assert.equal(outcome.status, 'succeeded');
      return outcome.status === 'succeeded' ? outcome.reference : '';
    };

    it('tells which means of payment it could take, declining ones too', () => {
      assert.equal(provider.accepts(under.goodToken), true);
      assert.equal(provider.accepts(under.decliningToken), true);
      for (const token of ['', 'tok_unheard_of', `${under.goodToken} `, '__proto__', 'constructor']) {
        assert.equal(provider.accepts(token), false, token);
      }
    });

    it('authorizes once per key, and gives the same answer again', async () => {
      const first = await authorize();
      assert.deepEqual(await authorize(), first);
      assert.notEqual(referenceOf(await authorize('p2:authorize')), referenceOf(first));
    });

    it('declines with a reason, for good', async () => {
      const first = await authorize('p1:authorize', under.decliningToken);
      assert.equal(first.status, 'declined');
      assert.ok(first.status === 'declined' && first.reason.length > 0);
      assert.deepEqual(await authorize('p1:authorize', under.decliningToken), first);
    });

    it('refuses a key that is used for another operation', async () => {
      await authorize();
      await assert.rejects(authorize('p1:authorize', under.goodToken, gbp(1)));
      await assert.rejects(authorize('p1:authorize', under.decliningToken));
    });

    it('knows what became of an operation, and null of one it never saw', async () => {
      assert.equal(await provider.find('p1:authorize'), null);
      const outcome = await authorize();
      assert.deepEqual(await provider.find('p1:authorize'), outcome);
      assert.equal(await provider.find('p1:capture'), null);
    });

    it('captures, then gives back, never more than was captured', async () => {
      const reference = referenceOf(await authorize());
      const of = (key: string, amount: number) => ({ idempotencyKey: key, reference, amount: gbp(amount) });
      assert.equal((await provider.refund(of('p1:refund:0', 1))).status, 'declined');
      assert.equal((await provider.capture(of('p1:capture', 1_299))).status, 'succeeded');
      assert.equal((await provider.capture(of('p1:capture', 1_299))).status, 'succeeded');
      assert.equal((await provider.capture(of('p1:capture:2', 1))).status, 'declined');
      assert.equal((await provider.refund(of('p1:refund:1', 1_000))).status, 'succeeded');
      assert.equal((await provider.refund(of('p1:refund:1', 1_000))).status, 'succeeded');
      assert.equal((await provider.refund(of('p1:refund:2', 300))).status, 'declined');
      assert.equal((await provider.refund(of('p1:refund:3', 299))).status, 'succeeded');
      assert.equal((await provider.void(of('p1:void', 1_299))).status, 'declined');
    });

    it('voids what is not captured; nothing can be captured afterwards', async () => {
      const reference = referenceOf(await authorize());
      const of = (key: string) => ({ idempotencyKey: key, reference, amount: gbp(1_299) });
      assert.equal((await provider.void(of('p1:void'))).status, 'succeeded');
      assert.equal((await provider.void(of('p1:void'))).status, 'succeeded');
      assert.equal((await provider.capture(of('p1:capture'))).status, 'declined');
      assert.equal((await provider.refund(of('p1:refund'))).status, 'declined');
    });

    it('does nothing on a reference or in a currency that is not the authorization’s', async () => {
      const reference = referenceOf(await authorize());
      const request = { idempotencyKey: 'p1:capture', reference: 'nonsense', amount: gbp(1) };
      assert.equal((await provider.capture(request)).status, 'declined');
      const euros = { idempotencyKey: 'p1:capture:eur', reference, amount: { amount: 1, currency: 'EUR' } };
      assert.equal((await provider.capture(euros)).status, 'declined');
    });
  });
}
