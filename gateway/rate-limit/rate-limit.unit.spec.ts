import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { clientAddress } from './client-address.ts';
import { TokenBuckets } from './token-bucket.ts';

describe('a token bucket', () => {
  const at = (options: { burst: number; perSecond: number; maxKeys?: number }) => {
    const clock = { now: 0 };
    return { clock, buckets: new TokenBuckets({ ...options, now: () => clock.now }) };
  };

  it('lets the burst through, then what flows in', () => {
    const { clock, buckets } = at({ burst: 2, perSecond: 4 });
    assert.deepEqual(buckets.take('a'), { allowed: true, remaining: 1, resetSeconds: 1, retryAfterSeconds: 0 });
    assert.equal(buckets.take('a').allowed, true);
    assert.deepEqual(buckets.take('a'), { allowed: false, remaining: 0, resetSeconds: 1, retryAfterSeconds: 1 });
    clock.now = 249;
    assert.equal(buckets.take('a').allowed, false);
    clock.now = 250;
    assert.equal(buckets.take('a').allowed, true);
    assert.equal(buckets.take('a').allowed, false);
  });

  it('is each caller’s own', () => {
    const { buckets } = at({ burst: 1, perSecond: 1 });
    assert.equal(buckets.take('a').allowed, true);
    assert.equal(buckets.take('b').allowed, true);
    assert.equal(buckets.take('a').allowed, false);
  });

  it('never lets more through than the burst and what flowed in', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.nat(500), { maxLength: 200 }),
        (burst, perSecond, steps) => {
          const { clock, buckets } = at({ burst, perSecond });
          let allowed = 0;
          for (const step of steps) {
            clock.now += step;
            if (buckets.take('a').allowed) allowed++;
          }
          assert.ok(allowed <= burst + (clock.now / 1_000) * perSecond + 1e-6);
        },
      ),
    );
  });

  it('remembers a bounded number of callers, and forgets those first to whom it makes no difference', () => {
    const { clock, buckets } = at({ burst: 2, perSecond: 1, maxKeys: 10 });
    for (let i = 0; i < 9; i++) buckets.take(`old-${i}`);
    clock.now = 5_000;
    buckets.take('spent');
    buckets.take('spent');
    for (let i = 0; i < 3; i++) buckets.take(`new-${i}`);
    assert.equal(buckets.take('spent').allowed, false);
    for (let i = 0; i < 1_000; i++) buckets.take(`flood-${i}`);
    assert.ok(buckets.size <= 10);
  });
});

describe('a caller’s address', () => {
  it('is the connection’s, whatever X-Forwarded-For says', () => {
    assert.equal(clientAddress('10.0.0.1', '1.2.3.4', 0), '10.0.0.1');
    assert.equal(clientAddress(undefined, undefined, 0), 'unknown');
  });
  it('is the one our outermost proxy saw', () => {
    assert.equal(clientAddress('10.0.0.1', 'spoofed, 1.2.3.4', 1), '1.2.3.4');
    assert.equal(clientAddress('10.0.0.1', 'spoofed, 1.2.3.4, 10.0.0.2', 2), '1.2.3.4');
    assert.equal(clientAddress('10.0.0.1', undefined, 1), '10.0.0.1');
    assert.equal(clientAddress('10.0.0.1', '1.2.3.4', 2), '10.0.0.1');
  });
  it('of IPv6 is the network of 64 bits, in one form', () => {
    const forms = ['2001:db8::1', '2001:db8:0:0:ffff::', '2001:0DB8:0000:0000:1:2:3:4'];
    assert.deepEqual(new Set(forms.map((form) => clientAddress(form, undefined, 0))), new Set(['2001:db8:0:0::/64']));
    assert.notEqual(clientAddress('2001:db8:0:1::1', undefined, 0), '2001:db8:0:0::/64');
    assert.equal(clientAddress('::1', undefined, 0), '0:0:0:0::/64');
    assert.equal(clientAddress('fe80::1%eth0', undefined, 0), 'fe80:0:0:0::/64');
  });
  it('of IPv4 in IPv6 is that of IPv4', () => assert.equal(clientAddress('::ffff:10.0.0.1', undefined, 0), '10.0.0.1'));
});
