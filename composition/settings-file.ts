import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type Config, parseConfig } from '@shop/platform/config/config.ts';

/** Settings that read models are made with: whoever builds one must use the running shop's. */
const madeWith = ['CURRENCY', 'TIME_ZONE', 'TAX_RATE', 'SHIPPING_FLAT', 'SHIPPING_FREE_FROM'] as const;
/** Settings that say where the shop's data is. Some hold secrets: the file is its owner's alone. */
const engines = [
  ...['EVENT_STORE', 'EVENT_FEED', 'READ_STORE', 'KEY_VAULT', 'EVENTSTOREDB_URL', 'POSTGRES_URL'],
  ...[
    'KAFKA_BROKERS',
    'KAFKA_PREFIX',
    'KAFKA_PARTITIONS',
    'KAFKA_RECORD_SECRET',
    'KAFKA_TLS',
    'KAFKA_SASL',
    'KAFKA_USERNAME',
    'KAFKA_PASSWORD',
    'REDIS_URL',
    'REDIS_CLUSTER',
    'REDIS_PREFIX',
  ],
] as (keyof Config)[];

/** Writes down, for the owner alone, what the shop was last started with. */
export function keepSettings(file: string, config: Config): void {
  const kept = [...madeWith, ...engines].flatMap((name) => {
    const value = config[name];
    return value === undefined ? [] : [[name, Array.isArray(value) ? value.join(',') : String(value)]];
  });
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`, { mode: 0o600 });
}

/** The configuration with the settings the shop was last started with; as it is where none are kept. */
export function withKeptSettings(file: string, config: Config): Config {
  if (!existsSync(file)) return config;
  const kept = JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
  const names = [...madeWith, ...engines].filter((name) => kept[name] !== undefined);
  const parsed = parseConfig(Object.fromEntries(names.map((name) => [name, String(kept[name])])));
  return { ...config, ...Object.fromEntries(names.map((name) => [name, parsed[name]])) };
}
