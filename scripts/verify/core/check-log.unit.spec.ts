import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { asLog } from '../testing/log-writer.ts';
import { everything, sideBySide } from '../testing/tell.ts';
import { checkLog } from './check-log.ts';
import type { Report } from './report.ts';
import { sqliteScratch } from './sqlite-scratch.ts';

function violationsIn(report: Report): string[] {
  return report.invariants.flatMap(({ number, first }) =>
    first.map(({ stream, revision, what }) => `${number}: ${stream}@${revision}: ${what}`),
  );
}

test('a shop’s whole life breaks nothing, and leaves nothing unfinished', async () => {
  const { events } = everything();
  const report = await checkLog(asLog(events), { atRest: true });
  assert.deepEqual(violationsIn(report), []);
  assert.equal(report.holds, true);
  assert.equal(report.events, events.length);
  assert.equal(report.position, events.at(-1)?.position);
});

test('an empty log breaks nothing', async () => {
  const report = await checkLog(asLog([]), { atRest: true });
  assert.equal(report.holds, true);
  assert.equal(report.position, -1n);
});

test('whatever is told side by side breaks nothing', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(1_000), { maxLength: 120 }), async (picks) => {
      assert.deepEqual(violationsIn(await checkLog(asLog(sideBySide(picks).events), { atRest: true })), []);
    }),
    { numRuns: 25 },
  );
});

test('what does not fit into memory is remembered all the same', async () => {
  const { events } = everything();
  const broken = events.filter((_, index) => index % 17 !== 5);
  for (const log of [events, broken]) {
    const scratch = sqliteScratch(16);
    const spilled = await checkLog(asLog(log), { atRest: true, scratch });
    scratch.close();
    assert.deepEqual(spilled, await checkLog(asLog(log), { atRest: true }));
  }
});
