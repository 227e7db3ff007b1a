import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Candidate, leastBusy, preferred } from './choose.ts';

type Changeable = { -readonly [K in keyof Candidate]: Candidate[K] };
const candidate = (n: number, more: Partial<Candidate> = {}): Changeable => ({
  origin: `http://10.0.0.${n}:8101`,
  pending: 0,
  full: false,
  health: { ejected: false },
  ...more,
});
const ejected = { health: { ejected: true } };
const keys = Array.from({ length: 2_000 }, (_, n) => `sku ${n}`);

describe('a choice among instances', () => {
  const ways = {
    'of the least busy': (all: readonly Candidate[], except?: Candidate) => leastBusy(all, 0, except),
    'by a key': (all: readonly Candidate[], except?: Candidate) => preferred(all, 'key', except),
  };
  for (const [name, choose] of Object.entries(ways)) {
    it(`${name} is none where none works, or all are full`, () => {
      assert.equal(choose([]), 'down');
      assert.equal(choose([candidate(1, ejected)]), 'down');
      assert.equal(choose([candidate(1, ejected), candidate(2, { full: true })]), 'full');
    });
    it(`${name} passes over the one that failed while there is another`, () => {
      const [a, b] = [candidate(1), candidate(2, { pending: 9 })];
      assert.equal(choose([a, b], a), b);
      assert.equal(choose([a, b], b), a);
      assert.equal(choose([a], a), a);
      assert.equal(choose([a, candidate(2, ejected)], a), a);
    });
  }
  it('of the least busy goes round where all are alike', () => {
    const all = [candidate(1), candidate(2), candidate(3)];
    assert.deepEqual(
      [0, 1, 2].map((start) => leastBusy(all, start)),
      all,
    );
  });
});

describe('a key', () => {
  it('goes to the same instance, in whatever order they are known', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.uniqueArray(fc.integer({ min: 1, max: 254 }), { minLength: 1, maxLength: 12 }),
        (key, numbers) => {
          const all = numbers.map((n) => candidate(n));
          assert.equal(preferred(all, key), preferred([...all].reverse(), key));
        },
      ),
    );
  });
  it('stays where it is when another instance goes, and comes back with its own', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 9 }), fc.nat(), (count, which) => {
        const all = Array.from({ length: count }, (_, n) => candidate(n));
        const before = keys.map((key) => preferred(all, key));
        const gone = all[which % count] as Changeable;
        gone.health = { ejected: true };
        keys.forEach((key, n) => {
          const now = preferred(all, key);
          if (before[n] === gone) assert.notEqual(now, gone);
          else assert.equal(now, before[n]);
        });
        gone.health = { ejected: false };
        assert.deepEqual(
          keys.map((key) => preferred(all, key)),
          before,
        );
      }),
      { numRuns: 20 },
    );
  });
  it('is one of many that are spread evenly', () => {
    for (const count of [2, 3, 5]) {
      const all = Array.from({ length: count }, (_, n) => candidate(n));
      for (const one of all) {
        const share = keys.filter((key) => preferred(all, key) === one).length / keys.length;
        assert.ok(share > 0.75 / count && share < 1.25 / count, `${share} of ${count}`);
      }
    }
  });
  it('gives way to its next where its instance is full', () => {
    const all = [candidate(1), candidate(2)];
    const first = preferred(all, 'key') as Changeable;
    first.full = true;
    assert.notEqual(preferred(all, 'key'), first);
  });
});
