import { type EngineAddresses, engineAddress, type EngineName } from '@shop/platform/testing/engines.ts';

/** An engine that was to be running is not. */
export class EngineMissingError extends Error {
  override readonly name = 'EngineMissingError';
}

type Settings = Readonly<Record<string, string>>;

/** PostgreSQL keeps the log and the customers' keys, Kafka carries events, Redis keeps read models. */
const usual: Settings = { EVENT_STORE: 'postgres', EVENT_FEED: 'kafka', READ_STORE: 'redis', KEY_VAULT: 'postgres' };

/** Whether the settings need an engine of this machine: what they name themselves is used as it is. */
const needs: readonly { readonly engine: EngineName; readonly when: (settings: Settings) => boolean }[] = [
  {
    engine: 'postgres',
    when: ({ EVENT_STORE, KEY_VAULT, POSTGRES_URL }) => !POSTGRES_URL && (EVENT_STORE === 'postgres' || KEY_VAULT === 'postgres'),
  },
  { engine: 'kafka', when: ({ EVENT_FEED, KAFKA_BROKERS }) => !KAFKA_BROKERS && EVENT_FEED === 'kafka' },
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
      default:
        return { REDIS_URL: addressOf('redis').url };
    }
  });
  return Object.assign({}, ...found, settings) as Settings;
}

function addressOf<Name extends EngineName>(name: Name): EngineAddresses[Name] {
  const address = engineAddress(name);
  if (!address) throw new EngineMissingError(`${name} is not running: npm run engines -- start ${name}`);
  return address;
}
