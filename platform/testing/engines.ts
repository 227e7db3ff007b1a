import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';

/** What one running engine can be reached by: `npm run engines -- start` writes it down (scripts/engines). */
export interface EngineAddresses {
  /** Broker, `host:port`. */
  readonly kafka: { readonly brokers: readonly string[] };
  readonly redis: { readonly url: string };
  /** Three masters; each `host:port`. */
  readonly 'redis-cluster': { readonly nodes: readonly string[] };
  /** Of a superuser; tests make databases or schemas of their own. */
  readonly postgres: { readonly url: string };
  readonly zipkin: { readonly url: string };
  /** Base address; realms are below it. */
  readonly keycloak: { readonly url: string };
  /** REST base, `…/v2`. */
  readonly eureka: { readonly url: string };
  readonly prometheus: { readonly url: string };
}
export type EngineName = keyof EngineAddresses;

/** Where the running engines' addresses stand, below the repository's root. */
export const enginesFile = join(import.meta.dirname, '..', '..', '.engines', 'running.json');

/** The address of an engine that was started for this checkout; null where it was not. */
export function engineAddress<Name extends EngineName>(name: Name): EngineAddresses[Name] | null {
  if (!existsSync(enginesFile)) return null;
  const running = JSON.parse(readFileSync(enginesFile, 'utf8')) as Partial<EngineAddresses>;
  return running[name] ?? null;
}

/**
 * A `describe` that needs a real engine. Where it is not running, the suite is skipped by name, or fails where
 * `CI=true`: there a missing engine would hide that nothing was tried.
 */
export function describeOn<Name extends EngineName>(
  name: Name,
  title: string,
  suite: (address: EngineAddresses[Name]) => void,
): void {
  const address = engineAddress(name);
  if (address) {
    describe(title, () => suite(address));
    return;
  }
  const missing = `${name} is not running: npm run engines -- start ${name}`;
  if (process.env['CI'] === 'true') it(title, () => assert.fail(missing));
  else it.skip(`${title} (${missing})`);
}
