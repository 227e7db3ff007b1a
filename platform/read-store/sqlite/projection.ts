import {
  FencedError,
  NoPreviousGenerationError,
  type GenerationReader,
  type GenerationWriter,
  type ProjectionSpec,
  type ProjectionStore,
} from '../port.ts';
import { shapeOf, shapeSignature } from '../shape.ts';
import type { Catalogue } from './catalogue.ts';
import { createGenerationFile, openGenerationFile, type GenerationFile } from './generation-file.ts';
import { generationReader } from './generation-reader.ts';
import { generationWriter } from './generation-writer.ts';
import { databaseExists, generationPath, removeDatabase } from './files.ts';

export interface SqliteProjection extends ProjectionStore {
  close(): void;
}

export interface SqliteProjectionOptions {
  readonly folder: string;
  readonly spec: ProjectionSpec;
  /** Runs a piece of work on the catalogue. */
  readonly catalogue: <T>(work: (catalogue: Catalogue) => T) => T;
  readonly now: () => number;
  readonly onDamage: (sentence: string) => void;
}

interface Open {
  readonly file: GenerationFile;
  readonly writer: GenerationWriter;
}

/** The generations of one projection, a file each; files are opened when they are first asked for. */
export function sqliteProjection({ folder, spec, catalogue, now, onDamage }: SqliteProjectionOptions): SqliteProjection {
  const { name } = spec;
  const signature = shapeSignature(spec);
  const opened = new Map<number, Open>();
  const pathOf = (generation: number): string => generationPath(folder, name, generation);

  const closeFile = (generation: number): void => {
    opened.get(generation)?.file.close();
    opened.delete(generation);
  };
  const remove = (generation: number): void => {
    closeFile(generation);
    removeDatabase(pathOf(generation));
  };
  const forgetDamaged = (generation: number, cause: string): void => {
    catalogue((each) => each.forget(name, generation));
    remove(generation);
    onDamage(
      `Generation ${generation} of the read model ${name} cannot be read (${cause}); it is given up and will be rebuilt from the log.`,
    );
  };
  const openNow = (generation: number): Open => {
    const known = opened.get(generation);
    if (known) return known;
    const row = catalogue((each) => each.row(name, generation));
    if (!row) throw new FencedError(`there is no generation ${generation} of ${name}`);
    if (!databaseExists(pathOf(generation))) {
      forgetDamaged(generation, 'its file is missing');
      throw new FencedError(`the file of generation ${generation} of ${name} is missing`);
    }
    const label = `generation ${generation} of ${name}`;
    const file = openGenerationFile(pathOf(generation), label, (cause) => forgetDamaged(generation, cause.message));
    const reader = generationReader(file, generation, row.signature === signature);
    const mayBeWritten = (): boolean => (catalogue((each) => each.row(name, generation))?.state ?? 'previous') !== 'previous';
    const open = { file, writer: generationWriter({ file, reader, spec, mayBeWritten }) };
    opened.set(generation, open);
    return open;
  };
  /** Generations that another process dropped need no open file here. */
  const closeForgotten = (): void => {
    const known = new Set(catalogue((each) => each.rows(name)).map((row) => row.generation));
    for (const generation of opened.keys()) if (!known.has(generation)) closeFile(generation);
  };
  const activate = (generation: number): void => {
    const { file } = openNow(generation);
    file.guard(() => {
      file.derive();
      file.database.flush('UPDATE generation SET owner = NULL');
    });
    const gone = catalogue((each) => each.activate(name, generation));
    if (!gone) throw new FencedError(`there is no generation ${generation} of ${name}`);
    for (const each of gone) remove(each);
  };
  let lastActive: number | null = null;

  return {
    spec,
    generations: async () =>
      catalogue((each) => each.rows(name)).map(({ signature: built, ...row }) => ({ ...row, fits: built === signature })),
    async active(): Promise<GenerationReader | null> {
      const generation = catalogue((each) => each.active(name));
      if (generation !== lastActive) closeForgotten();
      lastActive = generation;
      return generation === null ? null : openNow(generation).writer;
    },
    open: async (generation) => openNow(generation).writer,
    async create() {
      const generation = catalogue((each) => each.reserve(name, { version: spec.version, signature }, now()));
      removeDatabase(pathOf(generation));
      createGenerationFile(pathOf(generation), shapeOf(spec));
      catalogue((each) => each.created(name, generation));
      return openNow(generation).writer;
    },
    activate: async (generation) => activate(generation),
    async rollback() {
      const previous = catalogue((each) => each.rows(name)).find((row) => row.state === 'previous');
      if (!previous) throw new NoPreviousGenerationError(`${name} has no previous generation`);
      activate(previous.generation);
    },
    async drop(generation) {
      if (!catalogue((each) => each.row(name, generation))) return;
      const { file } = openNow(generation);
      file.guard(() => file.database.exec('UPDATE generation SET dropped = 1'));
      catalogue((each) => each.forget(name, generation));
      remove(generation);
    },
    lease: async (owner, ttlMs) => catalogue((each) => each.lease(name, owner, now(), now() + ttlMs)),
    endLease: async (owner) => catalogue((each) => each.endLease(name, owner)),
    close: () => [...opened.keys()].forEach(closeFile),
  };
}
