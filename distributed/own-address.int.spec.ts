import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { describe, it } from 'node:test';
import { ownAddress } from './own-address.ts';

const eureka = 'http://127.0.0.1:8761/v2';

describe('the address a service makes known', () => {
  it('is what it was told to make known', async () => {
    assert.equal(await ownAddress({ ADVERTISED_HOST: '10.0.0.7', HOST: '0.0.0.0' }, eureka), '10.0.0.7');
  });

  it('is the address it listens on', async () => {
    assert.equal(await ownAddress({ HOST: '127.0.0.2' }, eureka), '127.0.0.2');
  });

  it('is, when it listens on all, the one from which it reaches Eureka, by address or by name', async () => {
    assert.equal(await ownAddress({ HOST: '0.0.0.0' }, eureka), '127.0.0.1');
    assert.equal(await ownAddress({ HOST: '0.0.0.0' }, 'http://localhost/v2'), '127.0.0.1');
    const own = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
    const outside = own.find(({ family, internal }) => family === 'IPv4' && !internal);
    if (outside) assert.equal(await ownAddress({ HOST: '0.0.0.0' }, `http://${outside.address}:8761/v2`), outside.address);
  });

  it('is not guessed where Eureka’s name is not known', async () => {
    await assert.rejects(ownAddress({ HOST: '0.0.0.0' }, 'http://eureka.invalid:8761/v2'));
  });
});
