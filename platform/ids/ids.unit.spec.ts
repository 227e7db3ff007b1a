import { deepStrictEqual, match, ok, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { derivedId } from './derived.ts';
import type { Ids } from './port.ts';
import { sequenceIds } from './sequence.ts';
import { systemIds, uuidv7 } from './system.ts';

const form = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const take = (ids: Ids, count: number): string[] => Array.from({ length: count }, () => ids.next());

for (const [name, ids] of [
  ['system', systemIds],
  ['sequence', sequenceIds()],
] as const) {
  describe(`${name}: ids`, () => {
    it('are UUIDs of version 7, differ and rise', () => {
      const made = take(ids, 20_000);
      for (const id of made) match(id, form);
      strictEqual(new Set(made).size, made.length);
      deepStrictEqual(made.toSorted(), made);
    });
  });
}

describe('system ids', () => {
  const zeros = (bytes: Uint8Array): void => void bytes.fill(0);

  it('begin with the time in milliseconds', () => {
    const id = uuidv7(() => 0x0123456789ab, zeros).next();
    strictEqual(id, '01234567-89ab-7000-8000-000000000000');
  });

  it('carry random bits in every place that is not time, version, variant or counter', () => {
    const id = uuidv7(
      () => 1,
      (bytes) => void bytes.fill(0xff),
    ).next();
    strictEqual(id, '00000000-0001-77ff-bfff-ffffffffffff');
  });

  it('rise whatever the clock does, and when more than 4096 are made in a millisecond', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1_000, max: 1_020 }), { minLength: 1, maxLength: 50 }), (times) => {
        let step = 0;
        const ids = uuidv7(() => times[step++ % times.length] ?? 0, zeros);
        const made = take(ids, 5_000);
        ok(made.every((id, i) => i === 0 || id > (made[i - 1] ?? '')));
      }),
      { numRuns: 20 },
    );
  });
});

describe('sequence ids', () => {
  it('are the same in every run and differ between spaces', () => {
    deepStrictEqual(take(sequenceIds(), 3), take(sequenceIds(), 3));
    strictEqual(sequenceIds(2).next(), '00000000-0002-7000-8000-000000000001');
  });
});

describe('derived ids', () => {
  it('are the same for the same parts and tell where one part ends and the next begins', () => {
    strictEqual(derivedId('a', 'b'), derivedId('a', 'b'));
    ok(derivedId('ab', 'c') !== derivedId('a', 'bc'));
    match(derivedId('a'), /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
