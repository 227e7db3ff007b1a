/* eslint-disable no-restricted-syntax -- support of tests that use real files */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { memoryReadStore } from '@shop/platform/read-store/memory.ts';
import type { ReadStore } from '@shop/platform/read-store/port.ts';
import { openSqliteReadStore } from '@shop/platform/read-store/sqlite/open.ts';

/** Read stores that need no server, each opened empty; closing one leaves nothing behind. */
export const stores: readonly { readonly name: string; open(): Promise<ReadStore> }[] = [
  { name: 'memory', open: async () => memoryReadStore() },
  {
    name: 'sqlite',
    async open() {
      const folder = await mkdtemp(join(tmpdir(), 'product-queries-'));
      const store = await openSqliteReadStore({ folder });
      return {
        projection: (spec) => store.projection(spec),
        async close() {
          await store.close();
          await rm(folder, { recursive: true, force: true });
        },
      };
    },
  },
];
