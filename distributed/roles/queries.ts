import { openReadStore } from '@shop/composition/adapters/read-store.ts';
import { createQueries, type Queries } from '@shop/composition/read-side.ts';
import type { Route } from '@shop/platform/http/route.ts';
import type { ReadModel } from '@shop/platform/projecting/read-model.ts';
import type { ReadStore } from '@shop/platform/read-store/port.ts';
import type { StartRole } from '../role.ts';
import { within } from '../within.ts';

const patienceMs = 1_500;

/** Queries on products and stock, answered from the read store alone. */
export const startProductQueries: StartRole = queryRole(({ products }) => products);
/** Queries on orders and sales, answered from the read store alone. */
export const startOrderQueries: StartRole = queryRole(({ orders }) => orders);

function queryRole(
  pick: (queries: Queries) => { readonly models: readonly ReadModel[]; readonly routes: readonly Route[] },
): StartRole {
  return async ({ config, file, log, teardown }) => {
    const readStore = await openReadStore(config, file, log);
    teardown.add('read store', () => readStore.close());
    const { models, routes } = pick(createQueries(readStore, config));
    return { routes, readiness: () => notAnswering(readStore, models) };
  };
}

/** Which views cannot be answered right now, and why. */
async function notAnswering(readStore: ReadStore, models: readonly ReadModel[]): Promise<readonly string[]> {
  const problems = await Promise.all(
    models.map(async (model) => {
      try {
        const generations = await within(patienceMs, readStore.projection(model).generations());
        const active = generations.find(({ state }) => state === 'active');
        if (!active) return `${model.name}: is being built`;
        return active.fits ? null : `${model.name}: is of another version than this service reads`;
      } catch (error) {
        return `${model.name}: the read store does not answer: ${error instanceof Error ? error.message : String(error)}`;
      }
    }),
  );
  return problems.filter((problem) => problem !== null);
}
