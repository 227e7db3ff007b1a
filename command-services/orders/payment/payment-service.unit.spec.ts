import { deepEqual, equal, rejects } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PaymentOutcomeUnknownError } from './ask-provider.ts';
import { cause, no, paymentId, refundId, request, shop, yes } from './payment-service.fixtures.ts';
import { PaymentOutOfPlaceError } from './payment-service.ts';

const authorizedLog = ['PaymentAuthorizationRequested', 'PaymentAuthorized'];

describe('authorizing', () => {
  it('writes what it asks before it asks, and then the answer', async () => {
    const { service, calls, log } = shop();
    deepEqual(await service.authorize(request, cause), { outcome: 'authorized' });
    deepEqual(await log(), authorizedLog);
    deepEqual(calls, ['-1:authorize']);
  });

  it('asks nothing twice', async () => {
    const { service, calls, log } = shop();
    await service.authorize(request, cause);
    deepEqual(await service.authorize(request, cause), { outcome: 'authorized' });
    deepEqual([calls.length, (await log()).length], [1, 2]);
  });

  it('tells a decline, again too', async () => {
    const { service, log } = shop([no]);
    deepEqual(await service.authorize(request, cause), { outcome: 'declined', reason: 'no' });
    deepEqual(await service.authorize(request, cause), { outcome: 'declined', reason: 'no' });
    deepEqual(await log(), ['PaymentAuthorizationRequested', 'PaymentDeclined']);
  });

  it('finds what was done where the reply was lost', async () => {
    const { service, calls } = shop(['done, reply lost']);
    deepEqual(await service.authorize(request, cause), { outcome: 'authorized' });
    deepEqual(calls, ['-1:authorize', 'find -1:authorize']);
  });

  it('is declined where the reply was lost and nothing is found', async () => {
    const { service, calls } = shop(['not done, reply lost']);
    equal((await service.authorize(request, cause)).outcome, 'declined');
    deepEqual(calls, ['-1:authorize', 'find -1:authorize']);
  });

  it('is unknown while the provider does not even tell, and cleared up later', async () => {
    const { service, calls, log } = shop(['done, reply lost'], 3);
    await rejects(service.authorize(request, cause), PaymentOutcomeUnknownError);
    deepEqual(await log(), ['PaymentAuthorizationRequested']);
    equal(calls.length, 4);
    deepEqual(await service.authorize(request, cause), { outcome: 'authorized' });
    deepEqual(await log(), authorizedLog);
  });

  it('is taken up again after a crash, before or after the provider saw it', async () => {
    for (const reply of ['crash', 'done, reply lost'] as const) {
      const { open, service, log } = shop([reply], reply === 'crash' ? 0 : 3);
      await rejects(service.authorize(request, cause));
      deepEqual(await open().authorize(request, cause), { outcome: 'authorized' });
      deepEqual(await log(), authorizedLog);
    }
  });
});

describe('capturing', () => {
  it('captures the whole amount, once', async () => {
    const { service, calls, log } = shop();
    await service.authorize(request, cause);
    deepEqual(await service.capture(paymentId, cause), { outcome: 'captured', amount: 1_000 });
    deepEqual(await service.capture(paymentId, cause), { outcome: 'captured', amount: 1_000 });
    deepEqual(await log(), [...authorizedLog, 'PaymentCaptureRequested', 'PaymentCaptured']);
    deepEqual(calls, ['-1:authorize', '-1:capture']);
  });

  it('asks again under the same key while the outcome is unknown', async () => {
    const { service, calls } = shop([yes, 'not done, reply lost']);
    await service.authorize(request, cause);
    deepEqual(await service.capture(paymentId, cause), { outcome: 'captured', amount: 1_000 });
    deepEqual(calls.slice(1), ['-1:capture', 'find -1:capture', '-1:capture']);
  });

  it('is tried anew, under a new key, after the provider said no', async () => {
    const { service, calls, log } = shop([yes, no]);
    await service.authorize(request, cause);
    deepEqual(await service.capture(paymentId, cause), { outcome: 'failed', reason: 'no' });
    deepEqual(await service.capture(paymentId, cause), { outcome: 'captured', amount: 1_000 });
    deepEqual(calls.slice(1), ['-1:capture', '-1:capture-2']);
    deepEqual((await log()).slice(2), [
      'PaymentCaptureRequested',
      'PaymentCaptureFailed',
      'PaymentCaptureRequested',
      'PaymentCaptured',
    ]);
  });

  it('is taken up again after a crash', async () => {
    const { open, service, log, calls } = shop([yes, 'crash']);
    await service.authorize(request, cause);
    await rejects(service.capture(paymentId, cause));
    deepEqual(await open().capture(paymentId, cause), { outcome: 'captured', amount: 1_000 });
    deepEqual((await log()).slice(2), ['PaymentCaptureRequested', 'PaymentCaptured']);
    deepEqual(calls.slice(1), ['-1:capture', 'find -1:capture', '-1:capture']);
  });

  it('is refused where nothing was authorized', async () => {
    const { service } = shop([no]);
    await service.authorize(request, cause);
    await rejects(service.capture(paymentId, cause), PaymentOutOfPlaceError);
  });
});

describe('voiding', () => {
  it('frees what was authorized, once', async () => {
    const { service, log } = shop();
    await service.authorize(request, cause);
    deepEqual(await service.void(paymentId, cause), { outcome: 'voided' });
    deepEqual(await service.void(paymentId, cause), { outcome: 'voided' });
    deepEqual((await log()).slice(2), ['PaymentVoidRequested', 'PaymentVoided']);
  });

  it('has nothing to do where nothing was asked for or all was declined', async () => {
    const { service, log } = shop([no]);
    deepEqual(await service.void(paymentId, cause), { outcome: 'none' });
    await service.authorize(request, cause);
    deepEqual(await service.void(paymentId, cause), { outcome: 'declined', reason: 'no' });
    deepEqual(await log(), ['PaymentAuthorizationRequested', 'PaymentDeclined']);
  });

  it('clears up an unknown authorization first', async () => {
    for (const [reply, outcome] of [
      ['done, reply lost', 'voided'],
      ['not done, reply lost', 'declined'],
    ] as const) {
      const { service } = shop([reply], 3);
      await rejects(service.authorize(request, cause), PaymentOutcomeUnknownError);
      equal((await service.void(paymentId, cause)).outcome, outcome);
    }
  });

  it('never asks for an authorization just to void it', async () => {
    const { service, calls, log } = shop(['crash']);
    await rejects(service.authorize(request, cause));
    equal((await service.void(paymentId, cause)).outcome, 'declined');
    deepEqual(calls, ['-1:authorize', 'find -1:authorize']);
    deepEqual(await log(), ['PaymentAuthorizationRequested', 'PaymentDeclined']);
  });

  it('tells where the provider will not', async () => {
    const { service } = shop([yes, no]);
    await service.authorize(request, cause);
    deepEqual(await service.void(paymentId, cause), { outcome: 'failed', reason: 'no' });
  });
});

describe('refunding', () => {
  const refund = { paymentId, refundId, amount: 400 };

  it('gives money back once per refund', async () => {
    const { service, calls, log } = shop();
    await service.authorize(request, cause);
    await service.capture(paymentId, cause);
    deepEqual(await service.refund(refund, cause), { outcome: 'refunded' });
    deepEqual(await service.refund(refund, cause), { outcome: 'refunded' });
    deepEqual((await log()).slice(4), ['PaymentRefundRequested', 'PaymentRefunded']);
    equal(calls.at(-1), `-1:refund:${refundId}`);
    equal(calls.length, 3);
  });

  it('asks again while the outcome is unknown, and tells a no', async () => {
    const { service } = shop([yes, yes, 'not done, reply lost', no]);
    await service.authorize(request, cause);
    await service.capture(paymentId, cause);
    deepEqual(await service.refund(refund, cause), { outcome: 'failed', reason: 'no' });
    equal((await service.refund(refund, cause)).outcome, 'failed');
  });
});
