import { realm } from '@shop/identity/realm.ts';
import { type EngineAddresses, engineAddress, type EngineName } from '@shop/platform/testing/engines.ts';

/** An engine that was to be running is not. */
export class EngineMissingError extends Error {
  override readonly name = 'EngineMissingError';
}

type Settings = Readonly<Record<string, string>>;

/** PostgreSQL keeps the log and the customers' keys, Kafka carries events, Redis keeps read models. */
const usual: Settings = { EVENT_STORE: 'postgres', EVENT_FEED: 'kafka', READ_STORE: 'redis', KEY_VAULT: 'postgres' };

/** Instances on this machine, on whatever ports, that find each other within a second. */
const onLoopback: Settings = { EUREKA_ALLOW_LOOPBACK: 'true', EUREKA_PORTS: '1024-65535', EUREKA_POLL_SECONDS: '1' };

/** Whether the settings need an engine of this machine: what they name themselves is used as it is. */
const needs: readonly { readonly engine: EngineName; readonly when: (settings: Settings) => boolean }[] = [
  {
    engine: 'postgres',
    when: ({ EVENT_STORE, KEY_VAULT, POSTGRES_URL }) => !POSTGRES_URL && (EVENT_STORE === 'postgres' || KEY_VAULT === 'postgres'),
  },
  { engine: 'kafka', when: ({ EVENT_FEED, KAFKA_BROKERS }) => !KAFKA_BROKERS && EVENT_FEED === 'kafka' },
  { engine: 'eureka', when: ({ DISCOVERY, EUREKA_URL }) => !EUREKA_URL && DISCOVERY === 'eureka' },
  { engine: 'redis', when: ({ READ_STORE, REDIS_URL, REDIS_CLUSTER }) => !REDIS_URL && !REDIS_CLUSTER && READ_STORE === 'redis' },
];

/** The local engines that a distributed shop with these settings needs. */
export function neededEngines(given: Settings): readonly EngineName[] {
  return needs.filter(({ when }) => when({ ...usual, ...given })).map(({ engine }) => engine);
}

/** Completes the settings by the usual adapters and the addresses of local engines. Throws {@link EngineMissingError}. */
export function onLocalEngines(given: Settings): Settings {
  const settings = { ...usual, ...given };
  const found = neededEngines(given).map((engine): Settings => {
    switch (engine) {
      case 'postgres':
        return { POSTGRES_URL: addressOf('postgres').url };
      case 'kafka':
        return { KAFKA_BROKERS: addressOf('kafka').brokers.join(',') };
      case 'eureka':
        // Of a server on this machine, for services on this machine.
        return { EUREKA_URL: addressOf('eureka').url, ...onLoopback };
      default:
        return { REDIS_URL: addressOf('redis').url };
    }
  });
  return Object.assign({}, ...found, settings) as Settings;
}

/** The shop's realm on the local Keycloak. Throws {@link EngineMissingError}. */
export function keycloakIssuer(): string {
  return `${addressOf('keycloak').url}/realms/${realm.name}`;
}

function addressOf<Name extends EngineName>(name: Name): EngineAddresses[Name] {
  const address = engineAddress(name);
  if (!address) throw new EngineMissingError(`${name} is not running: npm run engines -- start ${name}`);
  return address;
}
