import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Config } from '@shop/platform/config/config.ts';

/** Settings that read models are made with: whoever builds one must use the running shop's. */
const kept = ['CURRENCY', 'TIME_ZONE', 'TAX_RATE', 'SHIPPING_FLAT', 'SHIPPING_FREE_FROM'] as const;
type Kept = Pick<Config, (typeof kept)[number]>;

/** Writes down what the shop was last started with. */
export function keepSettings(file: string, config: Config): void {
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(kept.map((name) => [name, config[name]])), null, 2)}\n`);
}

/** The configuration with the settings the shop was last started with; as it is where none are kept. */
export function withKeptSettings(file: string, config: Config): Config {
  if (!existsSync(file)) return config;
  return { ...config, ...(JSON.parse(readFileSync(file, 'utf8')) as Kept) };
}
