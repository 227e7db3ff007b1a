import { type Config, ConfigError } from '@shop/platform/config/config.ts';

/** A setting that the chosen adapter cannot do without. Throws {@link ConfigError} naming it. */
export function needed<Name extends keyof Config>(config: Config, name: Name, why: string): NonNullable<Config[Name]> {
  const value = config[name];
  if (value === undefined || value === null) throw new ConfigError(`${name}: is needed with ${why}`);
  return value as NonNullable<Config[Name]>;
}
