import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

/** Pages whose tables say which file keeps what, and which test would fail; with the least number of rows. */
const pages = { 'guarantees.md': 110, 'security.md': 28 };

const textOf = (path: string): string => readFileSync(join(import.meta.dirname, path), 'utf8');

/** The rows of a page's tables that name tests: promise, what keeps it, tests. */
function rowsOf(page: string): readonly string[][] {
  const rows: string[][] = [];
  let namesTests = false;
  for (const line of textOf(page).split('\n')) {
    const cells = line.split('|').slice(1, -1);
    const trimmed = cells.map((cell) => cell.trim());
    if (cells.length === 0) namesTests = false;
    else if (trimmed.at(-1) === 'test') namesTests = true;
    else if (namesTests && !/^[\s|:-]+$/.test(line)) rows.push(trimmed.slice(-3));
  }
  return rows;
}

/** Whether the file declares a test of this name that is run: `test(` or `it(` and the name as a literal. */
function declares(link: string, name: string): boolean {
  const source = textOf(link);
  const literals = ["'", '"', '`'].map((quote) => `${quote}${name.replaceAll(quote, `\\${quote}`)}${quote}`);
  // A long call has its name on a line of its own.
  return literals.some((literal) => new RegExp(String.raw`\b(?:test|it)\(\s*${RegExp.escape(literal)},`).test(source));
}

for (const [page, least] of Object.entries(pages)) {
  const rows = rowsOf(page);

  describe(`docs/${page}`, () => {
    it('names a file that keeps it and a test in every row', () => {
      assert.ok(rows.length >= least, `${rows.length} rows`);
      for (const [promise = '', keptBy = '', tests = ''] of rows) {
        assert.ok(promise.length > 10, promise);
        assert.match(keptBy, /\]\(\.\.\/[^)]+\)/, promise);
        assert.match(tests, /\]\(\.\.\/[^)]+\.ts\): _/, promise);
      }
    });

    it('names no file that is not there', () => {
      for (const [, link = ''] of textOf(page).matchAll(/\]\(([^)]+)\)/g)) {
        assert.ok(existsSync(join(import.meta.dirname, link)), `there is no ${link}`);
      }
    });

    it('names no test that is not run', () => {
      for (const [promise = '', , tests = ''] of rows) {
        for (const named of tests.split('<br>')) {
          const [, link = '', name = ''] = /^\[[^\]]+\]\(([^)]+)\): _(.+)_$/.exec(named) ?? [];
          assert.ok(link !== '', `${promise}: ${named}`);
          assert.ok(declares(link, name), `${promise}: ${link} has no test "${name}"`);
        }
      }
    });
  });
}
