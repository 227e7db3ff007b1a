import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSettings } from './settings.ts';

test('without arguments everything is measured at full length', () => {
  assert.deepEqual(parseSettings([], {}), {
    ...{ only: [], quick: false, long: false, profile: false, list: false, postgresUrl: undefined },
  });
});

test('rows can be chosen, and a PostgreSQL named', () => {
  const url = 'postgres://postgres@127.0.0.1:5432/test';
  const settings = parseSettings(['--only', 'append', '--only', 'replay', '--quick'], { BENCH_POSTGRES_URL: url });
  assert.deepEqual([settings.only, settings.quick, settings.postgresUrl], [['append', 'replay'], true, url]);
});

test('what cannot be meant is refused', () => {
  assert.throws(() => parseSettings(['--fast'], {}), /--fast/);
  assert.throws(() => parseSettings([], { BENCH_POSTGRES_URL: 'mysql://x/y' }), /BENCH_POSTGRES_URL/);
});
