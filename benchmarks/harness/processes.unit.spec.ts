import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cpuOf, memoryMeasure, memoryOf, parseProcesses, processTree, pssOf } from './processes.ts';

const listed = parseProcesses(`
    1     0 init
   10     1 node a.ts
   11    10 node b.ts --flag
   12    11 node c.ts
   20     1 other
`);

test('a tree is a process with its children and theirs', () => {
  assert.deepEqual(
    processTree(10, listed).map(({ command }) => command),
    ['node a.ts', 'node b.ts --flag', 'node c.ts'],
  );
  assert.deepEqual(processTree(99, listed), []);
});

test('the proportional share is read in megabytes', () => {
  assert.equal(pssOf('Rss:  2000 kB\nPss:  1000 kB\nPss_Dirty: 5 kB\n'), 1.024);
  assert.throws(() => pssOf('Rss: 1 kB'), TypeError);
});

test('this very process takes memory and time', () => {
  const megabytes = memoryOf(process.pid);
  assert.ok(megabytes > 5 && megabytes < 5_000, `${megabytes} MB`);
  if (memoryMeasure === 'PSS') assert.ok((cpuOf(process.pid) ?? -1) >= 0);
});
