import { needed } from '@shop/composition/adapters/setting.ts';
import { type Config, ConfigError } from '@shop/platform/config/config.ts';
import type { Discovery } from '@shop/platform/discovery/port.ts';
import { staticDiscovery } from '@shop/platform/discovery/static.ts';
import { z } from 'zod';

const servicesSchema = z.record(z.string(), z.array(z.string()));

/** Where the instances that `SERVICES` writes down are. Throws {@link ConfigError} where it cannot be read. */
export function writtenDown(config: Config): Discovery {
  const text = needed(config, 'SERVICES', 'DISCOVERY=static');
  try {
    return staticDiscovery(servicesSchema.parse(JSON.parse(text)));
  } catch (error) {
    throw new ConfigError(`SERVICES: must be JSON of service names to origins (${error instanceof Error ? error.message : ''})`);
  }
}
