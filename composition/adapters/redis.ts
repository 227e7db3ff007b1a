import { type Config, ConfigError } from '@shop/platform/config/config.ts';

/** How Redis is reached: one server, or the nodes of a cluster. Throws {@link ConfigError} where neither is set. */
export function redisOf(config: Config, why: string): { readonly url: string } | { readonly nodes: readonly string[] } {
  if (config.REDIS_CLUSTER) return { nodes: config.REDIS_CLUSTER };
  if (config.REDIS_URL) return { url: config.REDIS_URL };
  throw new ConfigError(`REDIS_URL: is needed with ${why}, or REDIS_CLUSTER`);
}
