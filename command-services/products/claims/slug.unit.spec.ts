import { equal, match, ok } from 'node:assert/strict';
import { describe, it } from 'node:test';
import { slugSchema } from '@shop/shared-events';
import fc from 'fast-check';
import { slugFrom, suffixed } from './slug.ts';

describe('a slug made from a name', () => {
  const names: Readonly<Record<string, string>> = {
    'Blue Mug': 'blue-mug',
    '  Blue -- Mug!  ': 'blue-mug',
    "Bob's Café Crème": 'bobs-cafe-creme',
    'Größe Æther Łódź Œuvre': 'grosse-aether-lodz-oeuvre',
    'Salt & Pepper': 'salt-and-pepper',
    'WHITE HANGING HEART T-LIGHT HOLDER': 'white-hanging-heart-t-light-holder',
    'ﬁne ½ ①': 'fine-1-2-1',
    'Чашка Йога': 'chashka-ioga',
    Ωμέγα: 'omega',
    İstanbul: 'istanbul',
    青い: 'product',
    '!!!': 'product',
  };
  for (const [name, slug] of Object.entries(names)) it(`${name} → ${slug}`, () => equal(slugFrom(name), slug));

  it('is always a slug, with a suffix too', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), fc.integer({ min: 2, max: 99_999 }), (name, suffix) => {
        slugSchema.parse(slugFrom(name));
        slugSchema.parse(suffixed(slugFrom(name), String(suffix)));
      }),
    );
  });
  it('is cut to 100 characters, never behind a hyphen, and leaves room for a suffix', () => {
    const long = `${'a'.repeat(97)} bc def`;
    equal(slugFrom(long), `${'a'.repeat(97)}-bc`);
    match(suffixed(slugFrom(long), '2'), /^a{97}-2$/);
    ok(suffixed('b'.repeat(100), '1000').length === 100);
  });
});
