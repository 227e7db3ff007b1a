import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { catalogueOf } from './catalogue.ts';
import { defineEvent } from './event-definition.ts';
import { parseEvent, UnknownEventError, upcast } from './upcast.ts';

// Made for this test: the product itself has no older versions yet.
const first = z.strictObject({ price: z.number() });
const second = z.strictObject({ price: z.strictObject({ amount: z.number() }) });
const third = z.strictObject({ price: z.strictObject({ amount: z.number(), currency: z.string() }) });

const priced = defineEvent('Priced', third, [
  { schema: first, upcast: (data) => ({ price: { amount: first.parse(data).price } }) },
  { schema: second, upcast: (data) => ({ price: { ...second.parse(data).price, currency: 'GBP' } }) },
]);
const catalogue = catalogueOf([priced]);

test('the version of an event is one more than the number of older ones', () => {
  assert.equal(priced.version, 3);
});

test('data of any version arrives in the current shape, one step at a time', () => {
  const current = { price: { amount: 5, currency: 'GBP' } };
  assert.deepEqual(upcast(catalogue, 'Priced', 1, { price: 5 }), current);
  assert.deepEqual(upcast(catalogue, 'Priced', 2, { price: { amount: 5 } }), current);
  assert.deepEqual(upcast(catalogue, 'Priced', 3, current), current);
});

test('what was written is not changed by being read', () => {
  const written = Object.freeze({ price: Object.freeze({ amount: 5 }) });
  upcast(catalogue, 'Priced', 2, written);
  assert.deepEqual(written, { price: { amount: 5 } });
});

test('an unknown type, and a version from the future or from nowhere, is an UnknownEventError', () => {
  assert.throws(() => upcast(catalogue, 'Unheard', 1, {}), UnknownEventError);
  for (const version of [0, 4, 1.5, -1]) assert.throws(() => upcast(catalogue, 'Priced', version, {}), UnknownEventError);
});

test('data that does not fit the current schema is refused where it crosses from another system', () => {
  assert.throws(() => parseEvent(catalogue, 'Priced', 3, { price: { amount: '5', currency: 'GBP' } }), z.ZodError);
});

test('two events cannot share a name', () => {
  assert.throws(() => catalogueOf([priced, defineEvent('Priced', first)]), /defined twice/);
});
