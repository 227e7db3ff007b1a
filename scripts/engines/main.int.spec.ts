import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';

const main = join(import.meta.dirname, 'main.ts');

function engines(...args: string[]): { code: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: 'utf8', timeout: 60_000 });
  return { code: status, said: stdout + stderr };
}

describe('npm run engines', () => {
  it('tells what there is where a name is unknown, with exit code 2', () => {
    const { code, said } = engines('start', 'cassandra');
    assert.equal(code, 2);
    assert.match(said, /There is no engine cassandra; there are kafka, redis, /);
  });

  it('says what is wrong, and how it is used, where it is asked for nothing it knows, with exit code 2', () => {
    for (const args of [[], ['launch'], ['toString'], ['start', '--unheard-of']]) {
      const { code, said } = engines(...args);
      assert.equal(code, 2, args.join(' '));
      assert.match(said, /\n\nusage: npm run engines/);
      assert.match(said, args[1] === undefined ? /^Say start, stop or status/ : /^Unknown option '--unheard-of'\.\n/);
      assert.ok(said.includes(args.at(-1) ?? ''), said);
    }
  });
});
