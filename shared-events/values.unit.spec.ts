import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minorUnitsSchema, quantitySchema } from './values.ts';

test('a number that is not whole is told in plain words', () => {
  for (const schema of [minorUnitsSchema, quantitySchema]) {
    for (const value of [1.5, '3', null]) {
      assert.deepEqual(
        schema.safeParse(value).error?.issues.map(({ message }) => message),
        ['must be a whole number'],
      );
    }
  }
});
