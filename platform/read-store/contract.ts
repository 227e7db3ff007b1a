import { describe } from 'node:test';
import { commitContract } from './contract/commits.ts';
import { findContract } from './contract/finding.ts';
import { generationContract } from './contract/generations.ts';
import { pagingContract } from './contract/paging.ts';
import { textContract } from './contract/text.ts';
import type { OpenReadStore } from './contract/under-test.ts';

export type { OpenReadStore, ReadStoreUnderTest } from './contract/under-test.ts';

/** What every {@link import('./port.ts').ReadStore} keeps to. Each test gets an empty store of its own from `open`. */
export function readStoreContract(name: string, open: OpenReadStore): void {
  describe(`${name}: a read store`, () => {
    commitContract(open);
    generationContract(open);
    findContract(open);
    pagingContract(open);
    textContract(open);
  });
}
