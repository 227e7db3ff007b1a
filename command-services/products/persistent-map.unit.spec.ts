import { deepStrictEqual, equal, notEqual, strictEqual } from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { hashOf, PersistentMap } from './persistent-map.ts';

// Two pairs of English words known to collide under 32-bit FNV-1a.
const colliding = ['costarring', 'liquid', 'declinate', 'macallums'];

describe('persistent map', () => {
  it('answers as a Map does after any changes, colliding keys included', () => {
    const key = fc.oneof(fc.constantFrom(...colliding), fc.stringMatching(/^[a-f]{1,2}$/), fc.uuid());
    const change = fc.record({ key, value: fc.option(fc.nat(), { nil: undefined }) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
        const model = new Map<string, number>();
        let map = PersistentMap.empty<number>();
        for (const { key, value } of changes) {
          if (value === undefined) {
            model.delete(key);
            map = map.delete(key);
          } else {
            model.set(key, value);
            map = map.set(key, value);
          }
          equal(map.size, model.size);
          equal(map.get(key), model.get(key));
          equal(map.has(key), model.has(key));
        }
        const byKey = (a: readonly [string, number], b: readonly [string, number]): number => (a[0] < b[0] ? -1 : 1);
        deepStrictEqual([...map].map(([k, v]) => [k, v] as const).sort(byKey), [...model].sort(byKey));
      }),
    );
  });

  it('keeps two keys of one hash apart', () => {
    equal(hashOf('costarring'), hashOf('liquid'));
    const map = PersistentMap.empty<number>().set('costarring', 1).set('liquid', 2);
    deepStrictEqual([map.get('costarring'), map.get('liquid'), map.size], [1, 2, 2]);
    deepStrictEqual([...map.delete('costarring')], [['liquid', 2]]);
  });

  it('leaves the older map as it was', () => {
    const older = PersistentMap.empty<number>().set('a', 1);
    const newer = older.set('a', 2).set('b', 3).delete('a');
    deepStrictEqual([older.get('a'), older.size, newer.size], [1, 1, 1]);
    notEqual(older, newer);
    strictEqual(older.delete('absent'), older);
  });
});
