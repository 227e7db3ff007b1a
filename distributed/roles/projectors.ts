import { createReadSide } from '@shop/composition/read-side.ts';
import { observingProjectors } from '@shop/composition/observing.ts';
import { openStores } from '@shop/composition/stores.ts';
import type { ReadModel } from '@shop/platform/projecting/read-model.ts';
import { type Projector, runProjector } from '@shop/platform/projecting/projector.ts';
import type { ProjectorProgress, ProjectorState, ProjectorStatus } from '@shop/platform/projecting/projector-options.ts';
import type { StartRole } from '../role.ts';
import { measureProjection } from '../measure-projection.ts';
import { statusRoute } from '../projector-status.ts';
import { within } from '../within.ts';

const measureEveryMs = 5_000;
const patienceMs = 1_500;
/** Behind by more than this, a projection counts as not ready. */
const mostLagSeconds = 60;

/** Builds the read models of products and stock. */
export const startProductProjectors: StartRole = projectorRole('products');
/** Builds the read models of orders and sales. */
export const startOrderProjectors: StartRole = projectorRole('orders');

/**
 * Several instances may run: each read model is written by one of them, the others stand by for it
 * (platform/projecting/projector.ts).
 */
function projectorRole(side: 'products' | 'orders'): StartRole {
  return async (context) => {
    const { config, file, log, metrics, teardown } = context;
    const stores = await openStores(config, file, log);
    teardown.add('stores', () => stores.close());
    const readSide = createReadSide(stores, config);
    const stop = new AbortController();
    const states = new Map<string, ProjectorState>();
    const onProgress = ({ name, state }: ProjectorProgress) => void states.set(name, state);
    const projectors = new Map(
      readSide[side].models.map((model: ReadModel) => [
        model.name,
        runProjector({ ...readSide.sources, model, log, signal: stop.signal, onProgress, observe: observingProjectors(metrics) }),
      ]),
    );
    teardown.add('projectors', async () => {
      stop.abort();
      await Promise.all([...projectors.values()].map(({ done }) => done));
    });
    const measureAll = async () => {
      for (const [name, projector] of projectors) await measureProjection(name, { projector, readSide, metrics, log });
    };
    const measuring = setInterval(() => void measureAll(), measureEveryMs);
    teardown.add('lag', () => clearInterval(measuring));
    return {
      routes: [statusRoute(projectors)],
      readiness: () => problemsOf(projectors),
      standing: () => ({ projections: Object.fromEntries(states) }),
    };
  };
}

async function problemsOf(projectors: ReadonlyMap<string, Projector>): Promise<readonly string[]> {
  const problems = await Promise.all(
    [...projectors].map(async ([name, projector]) => {
      try {
        return problemOf(await within(patienceMs, projector.status()));
      } catch (error) {
        return `${name}: ${error instanceof Error ? error.message : String(error)}`;
      }
    }),
  );
  return problems.filter((problem) => problem !== null);
}

function problemOf({ name, status, lagSeconds }: ProjectorStatus): string | null {
  if (status === 'unavailable') return `${name}: the read store, the feed or the log does not answer`;
  if (status === 'rewound') return `${name}: the log is not the one that it was built from`;
  if (status === 'building') return `${name}: is being built`;
  if (lagSeconds === null) return `${name}: the read store, the feed or the log does not answer`;
  return lagSeconds > mostLagSeconds ? `${name}: is ${Math.round(lagSeconds)} s behind` : null;
}
