import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { completeEnv, variablesOf } from './complete-env.ts';

const template = readFileSync(join(import.meta.dirname, '..', 'example.env'), 'utf8');
const counting = () => {
  let made = 0;
  return () => `secret-${++made}`;
};
const complete = (existing: string, eventStore?: 'eventstoredb' | 'postgres') =>
  completeEnv(template, existing, { eventStore, newSecret: counting() });

describe('the settings of the compose file', () => {
  it('are complete after a first run, every secret another', () => {
    const values = [...variablesOf(complete('')).values()];
    assert.ok(values.every((value) => value !== ''));
    const secrets = values.filter((value) => value.startsWith('secret-'));
    assert.equal(secrets.length, [...variablesOf(template).values()].filter((value) => value === '').length);
    assert.equal(new Set(secrets).size, secrets.length);
  });

  it('stay as they are on a further run, also what the template does not know', () => {
    const first = `${complete('')}SHOP_VERSION=1.2.3\n`;
    assert.equal(completeEnv(template, first, { eventStore: undefined, newSecret: () => 'another' }), first);
  });

  it('change the event store, its profile and the vault together, and no secret', () => {
    const before = complete('');
    const after = variablesOf(complete(before, 'postgres'));
    const changed = [...variablesOf(before)].filter(([name, value]) => after.get(name) !== value).map(([name]) => name);
    assert.deepEqual(changed, ['EVENT_STORE', 'COMPOSE_PROFILES', 'KEY_VAULT']);
    assert.deepEqual(
      changed.map((name) => after.get(name)),
      ['postgres', 'postgres', 'postgres'],
    );
  });

  it('hold no secret in the template', () => {
    for (const [name, value] of variablesOf(template)) {
      if (/PASSWORD|SECRET/.test(name)) assert.equal(value, '', name);
    }
  });
});
