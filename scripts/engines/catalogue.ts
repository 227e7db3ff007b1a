import type { EngineName } from '@shop/platform/testing/engines.ts';
import type { Engine } from './engine.ts';
import { eureka } from './eureka.ts';
import { kafka } from './kafka.ts';
import { keycloak } from './keycloak.ts';
import { postgres } from './postgres.ts';
import { prometheus } from './prometheus.ts';
import { redisCluster } from './redis-cluster.ts';
import { redis } from './redis.ts';
import { zipkin } from './zipkin.ts';

/** Every engine these scripts know, in the order they are told of. */
export const catalogue: readonly Engine[] = [
  kafka,
  redis,
  redisCluster,
  postgres,
  zipkin,
  keycloak,
  eureka,
  prometheus,
] as readonly Engine[];

/** What the distributed shop needs at least. */
export const usual: readonly EngineName[] = ['kafka', 'redis', 'postgres'];

/** Names nothing that is known. */
export class UnknownEngineError extends Error {
  constructor(name: string) {
    super(`There is no engine ${name}; there are ${catalogue.map((engine) => engine.name).join(', ')}.`);
    this.name = 'UnknownEngineError';
  }
}

/** The engine of that name; throws UnknownEngineError. */
export function engineOf(name: string): Engine {
  const engine = catalogue.find((one) => one.name === name);
  if (!engine) throw new UnknownEngineError(name);
  return engine;
}
