import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { type Accounts, createAccounts } from './accounts.ts';
import { hashPassword, passwordFits } from './passwords.ts';
import { realm } from './realm.ts';

describe('accounts', () => {
  let now = 0;
  let accounts: Accounts;
  beforeEach(async () => {
    now = 0;
    accounts = await createAccounts(realm, { now: () => now });
  });
  const attempt = async (password: string, username = 'alice') => (await accounts.authenticate(username, password))?.username;

  it('know the right password, whatever the letter case of the name', async () => {
    assert.equal(await attempt('shop-demo'), 'alice');
    assert.equal(await attempt('shop-demo', 'ALICE'), 'alice');
    assert.equal(await attempt('Shop-demo'), undefined);
    assert.equal(await attempt(''), undefined);
    assert.equal(await attempt('shop-demo', 'nobody'), undefined);
    assert.equal(await attempt('', 'nobody'), undefined);
    assert.equal(await attempt('x'.repeat(100_000)), undefined);
    assert.equal(await attempt('shop-demo', '__proto__'), undefined);
  });

  it('close for a while after five wrong passwords, longer each time, and open again', async () => {
    for (let n = 0; n < 5; n++) assert.equal(await attempt('wrong'), undefined);
    assert.equal(await attempt('shop-demo'), undefined);
    assert.equal(await attempt('shop-demo', 'bob'), 'bob');
    now += 1_000;
    assert.equal(await attempt('wrong'), undefined);
    now += 1_999;
    assert.equal(await attempt('shop-demo'), undefined);
    now += 1;
    assert.equal(await attempt('shop-demo'), 'alice');
    assert.equal(await attempt('wrong'), undefined);
    assert.equal(await attempt('shop-demo'), 'alice');
  });

  it('close for a minute at most', async () => {
    for (let n = 0; n < 20; n++) {
      await attempt('wrong');
      now += 60_000;
    }
    assert.equal(await attempt('shop-demo'), 'alice');
  });

  it('are closed to guesses made side by side too', async () => {
    await Promise.all(Array.from({ length: 50 }, () => attempt('wrong')));
    assert.equal(await attempt('shop-demo'), undefined);
    now += 1_000;
    assert.equal(await attempt('shop-demo'), 'alice');
  });
});

describe('a password’s hash', () => {
  it('fits the password alone and never looks the same twice', async () => {
    const [a, b] = [await hashPassword('secret'), await hashPassword('secret')];
    assert.notDeepEqual(a.hash, b.hash);
    assert.equal(await passwordFits('secret', a), true);
    assert.equal(await passwordFits('secret ', a), false);
  });
});
