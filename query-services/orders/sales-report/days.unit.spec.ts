import { strictEqual, throws } from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { instants } from '../testing/random-orders.ts';
import { dayIn, dayText, monthOf, parseDay } from './days.ts';

describe("the shop's days", () => {
  const table: readonly (readonly [string, string, string])[] = [
    ['Europe/London', '2026-03-29T00:59:59Z', '2026-03-29'],
    ['Europe/London', '2026-03-29T22:59:59Z', '2026-03-29'],
    ['Europe/London', '2026-03-29T23:00:00Z', '2026-03-30'],
    ['Europe/London', '2025-10-25T23:30:00Z', '2025-10-26'],
    ['Europe/London', '2025-10-26T23:30:00Z', '2025-10-26'],
    ['Europe/London', '2010-12-01T00:00:00+01:00', '2010-11-30'],
    ['Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29'],
    ['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31'],
    ['Asia/Kathmandu', '2026-01-01T18:15:00Z', '2026-01-02'],
  ];
  for (const [zone, instant, day] of table) {
    it(`put ${instant} on ${day} in ${zone}`, () => strictEqual(dayText(dayIn(zone)(instant)), day));
  }

  it('know no zone that does not exist', () => throws(() => dayIn('Europe/Atlantis'), RangeError));

  it('agree with the calendar of the platform', () => {
    const dayOf = dayIn('Europe/London');
    fc.assert(
      fc.property(instants, (instant) => {
        const expected = new Date(instant).toLocaleDateString('sv-SE', { timeZone: 'Europe/London' });
        strictEqual(dayText(dayOf(instant)), expected);
      }),
    );
  });
});

describe('a month', () => {
  it('holds the days of the calendar', () => {
    strictEqual(monthOf(parseDay('1970-01-01')), 0);
    strictEqual(monthOf(parseDay('1969-12-31')), -1);
    strictEqual(monthOf(parseDay('2024-02-29')), monthOf(parseDay('2024-02-01')));
    strictEqual(monthOf(parseDay('2024-03-01')), monthOf(parseDay('2024-02-29')) + 1);
  });
});
