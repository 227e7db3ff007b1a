import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { DataFolderError } from '@shop/composition/data-folder-error.ts';
import { openDataFolder } from './data-folder.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'data-folder-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a folder is made on first use and is ours alone until it is released', () => {
  const data = join(folder, 'deep', 'data');
  const first = openDataFolder(data);
  assert.throws(() => openDataFolder(data), /Another shop is using/);
  first.release();
  openDataFolder(data).release();
});

test('a folder of a newer version is left as it is', () => {
  const format = join(folder, 'format.json');
  writeFileSync(format, '{"version":99}');
  assert.throws(() => openDataFolder(folder), /newer version .*format 99/);
  assert.equal(readFileSync(format, 'utf8'), '{"version":99}');
});

test('a damaged format file, or a file in the place of the folder, is one clear sentence', () => {
  writeFileSync(join(folder, 'format.json'), '{"ver');
  assert.throws(() => openDataFolder(folder), /damaged/);
  writeFileSync(join(folder, 'file'), '');
  assert.throws(() => openDataFolder(join(folder, 'file')), DataFolderError);
});
