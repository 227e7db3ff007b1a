import { randomUUID } from 'node:crypto';
import {
  FencedError,
  NoPreviousGenerationError,
  type GenerationWriter,
  type ProjectionSpec,
  type ProjectionStore,
} from '../port.ts';
import { shapeOf, shapeSignature } from '../shape.ts';
import { Catalogue, type GenerationRow } from './catalogue.ts';
import type { Connection } from './connection.ts';
import { generationReader } from './generation-reader.ts';
import { generationWriter } from './generation-writer.ts';
import { projectionKey } from './keys.ts';
import { layoutsOf } from './layout.ts';
import { sweep } from './sweep.ts';

export interface RedisProjectionOptions {
  readonly connection: Connection;
  readonly prefix: string;
  readonly spec: ProjectionSpec;
  /** Milliseconds as text; nothing for the server's own time. */
  readonly now: () => string;
  /** Takes what was removed of the projection with this key out of every file. */
  readonly rewrite: (base: string) => Promise<void>;
}

/** The generations of one projection. */
export function redisProjection({ connection, prefix, spec, now, rewrite }: RedisProjectionOptions): ProjectionStore {
  const base = projectionKey(prefix, spec.name);
  const lease = `${base}:lease`;
  const signature = shapeSignature(spec);
  const catalogue = new Catalogue(connection, base, now);
  /** By number and nonce, so that what is remembered of a generation is never told of another. */
  const opened = new Map<string, GenerationWriter>();

  const clean = (): Promise<void> => sweep(connection, base, catalogue);
  const forget = async (): Promise<void> => {
    const token = await catalogue.toForget();
    await clean();
    await rewrite(base);
    if (token !== null) await catalogue.forgotten(token);
  };
  const opening = ({ generation, nonce, shape, signature: built }: GenerationRow): GenerationWriter => {
    const known = opened.get(`${generation} ${nonce}`);
    if (known) return known;
    const name = `generation ${generation} of ${spec.name}`;
    const common = { connection, address: { base, generation, nonce }, layouts: layoutsOf(shape), name };
    const reader = generationReader({ ...common, fits: built === signature });
    const writer = generationWriter({ ...common, reader, spec, catalogue, forget, token: randomUUID });
    opened.set(`${generation} ${nonce}`, writer);
    return writer;
  };
  const existing = async (generation: number): Promise<GenerationWriter> => {
    const row = await catalogue.row(generation);
    if (!row) throw new FencedError(`there is no generation ${generation} of ${spec.name}`);
    return opening(row);
  };
  /** Handles of generations that are gone serve nobody. */
  const closeForgotten = async (): Promise<void> => {
    const rows = await catalogue.rows();
    const known = new Set(rows.map(({ generation, nonce }) => `${generation} ${nonce}`));
    for (const each of opened.keys()) if (!known.has(each)) opened.delete(each);
  };

  return {
    spec,
    generations: async () =>
      (await catalogue.rows()).map(({ generation, version, state, createdAt, signature: built }) => ({
        ...{ generation, version, state, createdAt },
        fits: built === signature,
      })),
    async active() {
      const active = await catalogue.active();
      if (active === null) return null;
      const known = opened.get(active);
      if (known) return known;
      await closeForgotten();
      const row = await catalogue.row(Number.parseInt(active, 10));
      return row && opening(row);
    },
    open: existing,
    async create() {
      await clean();
      const shape = shapeOf(spec);
      const generation = await catalogue.create(randomUUID(), { version: spec.version, signature, shape });
      return existing(generation);
    },
    async activate(generation) {
      if (!(await catalogue.activate(generation))) throw new FencedError(`there is no generation ${generation} of ${spec.name}`);
      await clean();
    },
    async rollback() {
      if (!(await catalogue.activate(null))) throw new NoPreviousGenerationError(`${spec.name} has no previous generation`);
    },
    async drop(generation) {
      await catalogue.drop(generation);
      await clean();
    },
    lease: async (owner, ttlMs) => (await connection.script('shopLease', lease, [now(), owner, ttlMs])) === 1,
    endLease: async (owner) => void (await connection.script('shopEndLease', lease, [owner])),
  };
}
