import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { type ManualClock, manualClock } from '../clock/manual.ts';
import { cachingKeyVault } from './caching.ts';
import { memoryKeyVault } from './memory.ts';
import type { KeyVault } from './port.ts';

describe('a cache of keys', () => {
  let clock: ManualClock;
  let behind: KeyVault;
  let reads: string[][];
  let vault: KeyVault;
  beforeEach(() => {
    clock = manualClock(0);
    behind = memoryKeyVault();
    reads = [];
    const counting: KeyVault = {
      ...behind,
      existing: (ids) => {
        reads.push([...ids]);
        return behind.existing(ids);
      },
    };
    vault = cachingKeyVault(counting, clock);
  });

  it('asks for what it does not hold, once per call', async () => {
    await behind.keyFor('alice');
    await behind.keyFor('bob');
    await vault.existing(['alice', 'alice']);
    await vault.existing(['alice', 'bob']);
    await vault.existing(['alice', 'bob']);
    assert.deepEqual(reads, [['alice'], ['bob']]);
  });

  it('asks again for a key that was missing', async () => {
    await vault.existing(['alice']);
    await behind.keyFor('alice');
    assert.equal((await vault.existing(['alice'])).size, 1);
  });

  it('never seals under a key that another process destroyed', async () => {
    await vault.keyFor('alice');
    await vault.existing(['alice']);
    await behind.destroy('alice');
    assert.equal(await vault.keyFor('alice'), null);
  });

  it('no longer reads with a key that another process destroyed within a second', async () => {
    await vault.keyFor('alice');
    await behind.destroy('alice');
    await clock.advance(999);
    assert.equal((await vault.existing(['alice'])).size, 1);
    await clock.advance(1);
    assert.equal((await vault.existing(['alice'])).size, 0);
    assert.equal(await vault.keyFor('alice'), null);
  });

  it('does not bring back by a slow read what was destroyed meanwhile', async () => {
    let answer: () => void = () => undefined;
    const slow: KeyVault = {
      ...behind,
      existing: async (ids) => {
        const found = await behind.existing(ids);
        await new Promise<void>((resolve) => {
          answer = resolve;
        });
        return found;
      },
    };
    await behind.keyFor('alice');
    const cached = cachingKeyVault(slow, clock);
    const reading = cached.existing(['alice']);
    await Promise.resolve();
    await cached.destroy('alice');
    answer();
    await reading;
    assert.equal(await cached.keyFor('alice'), null);
  });
});
