import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock/port.ts';
import type { KeyVault } from './port.ts';

/** Another process may destroy a key: it must not be read for longer than this afterwards. */
const keptMs = 1_000;
const mostKeys = 10_000;

interface Kept {
  readonly key: Uint8Array;
  readonly until: number;
}

/**
 * Keeps keys at hand for a second for who reads, so that a batch of events costs the vault few reads. Who seals asks
 * the vault each time: nothing personal is taken after an erasure, whichever process destroyed the key. Only keys
 * that exist are kept: that one is missing is asked again every time. A key destroyed through this vault is gone at
 * once.
 */
export function cachingKeyVault(vault: KeyVault, clock: Pick<Clock, 'now'>): KeyVault {
  const cache = new LRUCache<string, Kept>({ max: mostKeys });
  // A read that began before a destruction must not put the key back after it.
  let destructions = 0;
  const keep = (customerId: string, key: Uint8Array, before: number) => {
    if (before === destructions) cache.set(customerId, { key, until: clock.now() + keptMs });
  };
  const kept = (customerId: string): Uint8Array | undefined => {
    const entry = cache.get(customerId);
    if (entry && clock.now() < entry.until) return entry.key;
    cache.delete(customerId);
    return undefined;
  };

  return {
    async keyFor(customerId) {
      const before = destructions;
      const key = await vault.keyFor(customerId);
      if (key) keep(customerId, key, before);
      return key;
    },
    async existing(customerIds) {
      const found = new Map<string, Uint8Array>();
      const missing: string[] = [];
      for (const id of new Set(customerIds)) {
        const key = kept(id);
        if (key) found.set(id, key);
        else missing.push(id);
      }
      if (missing.length === 0) return found;
      const before = destructions;
      for (const [id, key] of await vault.existing(missing)) {
        found.set(id, key);
        keep(id, key, before);
      }
      return found;
    },
    async destroy(customerId) {
      destructions++;
      cache.delete(customerId);
      try {
        await vault.destroy(customerId);
      } finally {
        destructions++;
        cache.delete(customerId);
      }
    },
    close: () => vault.close(),
  };
}
