import { systemClock } from '@shop/platform/clock/system.ts';
import type { Config } from '@shop/platform/config/config.ts';
import { cachingKeyVault } from '@shop/platform/personal-data/caching.ts';
import type { KeyVault } from '@shop/platform/personal-data/port.ts';
import type { DataFile } from './data-file.ts';
import { needed } from './setting.ts';

/** Opens the vault of the customers' keys that `KEY_VAULT` names, with a cache before it. */
export async function openKeyVault(config: Config, file: DataFile): Promise<KeyVault> {
  return cachingKeyVault(await openUncached(config, file), systemClock);
}

async function openUncached(config: Config, file: DataFile): Promise<KeyVault> {
  if (config.KEY_VAULT === 'postgres') {
    const { openPostgresKeyVault } = await import('@shop/platform/personal-data/postgres.ts');
    return openPostgresKeyVault({ url: needed(config, 'POSTGRES_URL', 'KEY_VAULT=postgres') });
  }
  const { openSqliteKeyVault } = await import('@shop/platform/personal-data/sqlite.ts');
  return openSqliteKeyVault({ file: file('keys.db') });
}
