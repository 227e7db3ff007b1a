import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseConfig } from '@shop/platform/config/config.ts';
import { keepSettings, withKeptSettings } from './settings-file.ts';

test("a command makes read models with the shop's settings, whatever its own surroundings say", (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'settings-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'settings.json');
  const own = parseConfig({ TAX_RATE: '1000', DATA_FOLDER: folder });
  assert.equal(withKeptSettings(file, own), own);
  keepSettings(file, parseConfig({ TAX_RATE: '500', TIME_ZONE: 'Europe/Berlin' }));
  const { TAX_RATE, TIME_ZONE, DATA_FOLDER } = withKeptSettings(file, own);
  assert.deepEqual([TAX_RATE, TIME_ZONE, DATA_FOLDER], [500, 'Europe/Berlin', folder]);
});
