import { ownPrefix, removeKeys } from '@shop/platform/read-store/redis/testing/stores.ts';
import { engineAddress } from '@shop/platform/testing/engines.ts';

/** A part of the running Redis that a row has for itself. */
export interface OwnRedisKeys extends AsyncDisposable {
  /** Of a shop that keeps its read models there. */
  readonly settings: Readonly<Record<string, string>>;
}

/** A prefix that nobody else has; its keys go with the row. */
export function ownRedisKeys(): OwnRedisKeys {
  const address = engineAddress('redis');
  if (!address) throw new Error('there is no Redis to keep read models in');
  const prefix = ownPrefix();
  return {
    settings: { READ_STORE: 'redis', REDIS_URL: address.url, REDIS_PREFIX: prefix },
    [Symbol.asyncDispose]: () => removeKeys(address, prefix),
  };
}
