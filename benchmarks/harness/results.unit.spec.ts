import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Environment } from './environment.ts';
import { figure } from './figure.ts';
import { writeResults } from './results.ts';

const environment: Environment = {
  ...{ at: '2026-01-02T03:04:05.000Z', commit: 'abc1234', processor: 'P', cores: 2, memoryGb: 8, system: 'S' },
  ...{ loadBefore: 0, node: '24', v8: '13', versions: {}, durability: 'D' },
};

test('the newest run takes the place of the one before, as JSON and Markdown', () => {
  const folder = mkdtempSync(join(tmpdir(), 'results-'));
  try {
    writeFileSync(join(folder, '2025-01-01-0000000.json'), '{}');
    const figures = [figure({ what: 'reads', metric: 'rate', unit: '/s', ours: [{ rate: 5 }] })];
    const measured = { name: 'a', title: 'A', seconds: 1, figures, skipped: null, failed: null };
    const skipped = { name: 'b', title: 'B', seconds: 0, figures: [], skipped: 'no PostgreSQL', failed: null };
    writeResults(environment, [measured, skipped], folder);
    assert.deepEqual(readdirSync(folder).toSorted(), ['2026-01-02-abc1234.json', '2026-01-02-abc1234.md']);
    const json = JSON.parse(readFileSync(join(folder, '2026-01-02-abc1234.json'), 'utf8'));
    assert.deepEqual(json, JSON.parse(JSON.stringify({ environment, rows: [measured, skipped] })));
    const text = readFileSync(join(folder, '2026-01-02-abc1234.md'), 'utf8');
    assert.match(text, /\| reads \| 5\.00\/s \|/);
    assert.match(text, /## B\n\nNot measured: no PostgreSQL/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
