import { deepStrictEqual, strictEqual, throws } from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Places } from './places.ts';

const id = 'MkU3OEVBNTcwNTJENDM2Qg';
const other = 'AkU3OEVBNTcwNTJENDM2Qg';

const standing = (places: Places) => places.all.map(({ offset, position }) => [offset, position]);

describe('where a reader of Kafka stands', () => {
  it('is before everything without a checkpoint', () => {
    deepStrictEqual(standing(Places.at(null, ['order'], 2)), [
      [null, -1n],
      [null, -1n],
    ]);
  });

  it('is behind a position of the log where the checkpoint is one', () => {
    deepStrictEqual(standing(Places.at('41', ['order'], 1)), [[null, 41n]]);
  });

  it('is what its checkpoint told', () => {
    const place = fc.tuple(fc.option(fc.bigInt(0n, 2n ** 62n)), fc.bigInt(-1n, 2n ** 62n));
    fc.assert(
      fc.property(fc.array(place, { minLength: 4, maxLength: 4 }), (wanted) => {
        const places = Places.at(null, ['order', 'product'], 2);
        for (const category of ['order', 'product']) places.adopt(category, id);
        for (const [i, [offset, position]] of wanted.entries()) Object.assign(places.all[i]!, { offset, position });
        const again = Places.at(places.toString(), ['order', 'product'], 2);
        deepStrictEqual(standing(again), wanted);
        strictEqual(again.adopt('order', id), false);
        strictEqual(again.toString(), places.toString());
      }),
    );
  });

  it('claims nothing of the log beyond a position when asked to; what is read of the topic stays where it is', () => {
    const places = Places.at(`{"order":"${id} 5:70 6:90"}`, ['order'], 2).notBeyond(80n);
    strictEqual(places.toString(), `{"order":"${id} 5:70 6:80"}`);
    strictEqual(places.adopt('order', other), true);
    deepStrictEqual(standing(places), [
      [null, 70n],
      [null, 80n],
    ]);
  });

  it('means nothing in another topic: there all after the position is to come', () => {
    const places = Places.at(`{"order":"${id} 5:70 6:90"}`, ['order'], 2);
    strictEqual(places.adopt('order', other), true);
    deepStrictEqual(standing(places), [
      [null, 70n],
      [null, 90n],
    ]);
  });

  it('is at its lowest position where the number of partitions has changed', () => {
    const places = Places.at(`{"order":"${id} 5:70 6:90"}`, ['order'], 3);
    deepStrictEqual(
      standing(places),
      [0, 1, 2].map(() => [null, 70n]),
    );
  });

  it('is before everything in a category that the checkpoint does not know', () => {
    const places = Places.at(`{"order":"${id} 5:70"}`, ['order', 'product'], 1);
    deepStrictEqual(standing(places), [
      [5n, 70n],
      [null, -1n],
    ]);
  });

  it('cannot be told from what another wrote', () => {
    const strangers = [
      '',
      'somewhere',
      '-2',
      '1.5',
      '[]',
      'null',
      '{"order":1}',
      '{"order":""}',
      `{"order":"${id}"}`,
      '{"order":"x 1:2"}',
    ];
    for (const stranger of strangers) throws(() => Places.at(stranger, ['order'], 1), RangeError);
    throws(() => Places.at(`{"order":"${id} 1:-2"}`, ['order'], 1), RangeError);
  });
});
