import { emptyGeneration, memoryGeneration, type GenerationState } from './memory/generation.ts';
import {
  FencedError,
  NoPreviousGenerationError,
  type GenerationInfo,
  type ProjectionSpec,
  type ProjectionStore,
  type ReadStore,
} from './port.ts';
import { shapeSignature } from './shape.ts';

interface Generation extends GenerationState {
  readonly version: number;
  readonly createdAt: string;
  readonly signature: string;
}

interface Projection {
  last: number;
  lease: { readonly owner: string; readonly until: number } | null;
  readonly generations: Map<number, Generation>;
}

/** Where time comes from: creation times and the end of leases. */
export interface MemoryReadStoreOptions {
  readonly clock?: { now(): number };
}

/**
 * A read store in memory, for tests and the simulator: whoever holds the same object shares the same data, as
 * processes share a server. Documents come back frozen, so that a read model that changes one in place is found out.
 */
export function memoryReadStore({ clock = Date }: MemoryReadStoreOptions = {}): ReadStore {
  const projections = new Map<string, Projection>();
  return {
    projection(spec) {
      const projection = projections.get(spec.name) ?? { last: 0, lease: null, generations: new Map<number, Generation>() };
      projections.set(spec.name, projection);
      return memoryProjection(projection, spec, clock);
    },
    close: async () => {},
  };
}

function memoryProjection(projection: Projection, spec: ProjectionSpec, clock: { now(): number }): ProjectionStore {
  const signature = shapeSignature(spec);
  const { generations } = projection;
  const inState = (state: Generation['state']): Generation | undefined =>
    [...generations.values()].find((generation) => generation.state === state);
  const existing = (number: number): Generation => {
    const found = generations.get(number);
    if (!found) throw new FencedError(`there is no generation ${number} of ${spec.name}`);
    return found;
  };
  const drop = (generation: Generation): void => {
    generation.state = 'dropped';
    generations.delete(generation.generation);
  };
  const swap = (next: Generation): void => {
    const [active, previous] = [inState('active'), inState('previous')];
    if (active === next) return;
    if (previous && previous !== next) drop(previous);
    if (active) Object.assign(active, { state: 'previous', owner: null });
    Object.assign(next, { state: 'active', owner: null });
  };

  return {
    spec,
    generations: async () =>
      [...generations.values()].map(({ generation, version, state, createdAt, signature: built }) => ({
        ...{ generation, version, createdAt, state: state as GenerationInfo['state'] },
        fits: built === signature,
      })),
    async active() {
      const active = inState('active');
      return active ? memoryGeneration(active, spec) : null;
    },
    open: async (generation) => memoryGeneration(existing(generation), spec),
    async create() {
      const state = emptyGeneration(++projection.last, spec);
      const createdAt = new Date(clock.now()).toISOString();
      const generation = Object.assign(state, { version: spec.version, createdAt, signature });
      generations.set(generation.generation, generation);
      return memoryGeneration(generation, spec);
    },
    activate: async (generation) => swap(existing(generation)),
    async rollback() {
      const previous = inState('previous');
      if (!previous) throw new NoPreviousGenerationError(`${spec.name} has no previous generation`);
      swap(previous);
    },
    async drop(generation) {
      const found = generations.get(generation);
      if (found) drop(found);
    },
    async lease(owner, ttlMs) {
      const { lease } = projection;
      if (lease && lease.owner !== owner && lease.until > clock.now()) return false;
      projection.lease = { owner, until: clock.now() + ttlMs };
      return true;
    },
    async endLease(owner) {
      if (projection.lease?.owner === owner) projection.lease = null;
    },
  };
}
