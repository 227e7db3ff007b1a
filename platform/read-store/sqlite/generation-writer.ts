import {
  FencedError,
  type Commit,
  type GenerationReader,
  type GenerationWriter,
  type ProjectionSpec,
  type Write,
} from '../port.ts';
import type { GenerationFile } from './generation-file.ts';
import { writeDocument } from './write-documents.ts';

export interface WriterOptions {
  readonly file: GenerationFile;
  readonly reader: GenerationReader;
  readonly spec: ProjectionSpec;
  /** The catalogue knows the generation, and not as a previous one. */
  readonly mayBeWritten: () => boolean;
}

/** Reads and writes one generation; each commit is one transaction of its file. */
export function generationWriter({ file, reader, spec, mayBeWritten }: WriterOptions): GenerationWriter {
  const { database } = file;
  const specs = new Map(spec.collections.map((collection) => [collection.name, collection]));

  const checkOpen = (): void => {
    if (!mayBeWritten() || file.state().dropped === 1) throw new FencedError(`${file.name} takes no more commits`);
  };
  /** Damage found while writing ends the generation, which is what a fence says. */
  const writing = async (work: () => void): Promise<void> =>
    file.guard(() => {
      database.transaction(() => {
        checkOpen();
        work();
      });
    });

  const apply = (commit: Commit): void => {
    const { owner, derived } = file.state();
    if (owner !== commit.owner) throw new FencedError(`${commit.owner} no longer writes ${file.name}`);
    for (const write of commit.bulk ? sortedByKey(commit.writes) : commit.writes) {
      writeDocument(database, file.layouts.get(write.collection), specs.get(write.collection), write, derived === 1);
    }
    const revise = database.statement(
      'INSERT INTO revisions (stream, revision) VALUES (?, ?) ON CONFLICT (stream) DO UPDATE SET revision = excluded.revision',
    );
    const revisions = commit.bulk ? [...commit.revisions].sort(byFirst) : commit.revisions;
    for (const [stream, revision] of revisions) revise.run(stream, revision);
    for (const stream of commit.unpark ?? []) database.statement('DELETE FROM parked WHERE stream = ?').run(stream);
    for (const parked of commit.park ?? []) {
      database
        .statement('INSERT OR REPLACE INTO parked (stream, entry) VALUES (?, ?)')
        .run(parked.stream, JSON.stringify(parked));
    }
    database.statement('UPDATE generation SET checkpoint = ?').run(commit.checkpoint);
  };

  return {
    ...reader,
    async claim(owner) {
      // The writer before may have been killed between removing something and forgetting it.
      file.guard(() => database.forget());
      await writing(() => void database.statement('UPDATE generation SET owner = ?').run(owner));
    },
    release: async (owner) =>
      file.guard(() => void database.statement('UPDATE generation SET owner = NULL WHERE owner = ?').run(owner)),
    owner: async () => file.guard(() => file.state().owner),
    async commit(commit) {
      file.guard(() => {
        database.durability(commit.bulk ? 'bulk' : 'live');
        if (!commit.bulk) file.derive();
      });
      await writing(() => apply(commit));
      if (commit.forget) file.guard(() => database.forget());
    },
  };
}

/** Keys that lie side by side touch the same pages: a bulk commit is a good deal faster in this order. */
function sortedByKey(writes: readonly Write[]): Write[] {
  return writes.toSorted((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function byFirst([a]: readonly [string, number], [b]: readonly [string, number]): number {
  return a < b ? -1 : 1;
}
