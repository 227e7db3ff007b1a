import { manualClock } from '../clock/manual.ts';
import { cachingKeyVault } from './caching.ts';
import { keyVaultContract } from './contract.ts';
import { memoryKeyVault } from './memory.ts';

keyVaultContract('memory', async () => memoryKeyVault());
keyVaultContract('memory behind a cache', async () => cachingKeyVault(memoryKeyVault(), manualClock(0)));
