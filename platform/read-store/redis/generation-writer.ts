import { UnknownFieldError } from '../checked-query.ts';
import {
  FencedError,
  type CollectionSpec,
  type Commit,
  type GenerationReader,
  type GenerationWriter,
  type ProjectionSpec,
  type Write,
} from '../port.ts';
import type { Catalogue } from './catalogue.ts';
import type { Connection } from './connection.ts';
import { layoutJson, type CollectionLayout } from './layout.ts';
import { recordOf } from './record.ts';
import type { GenerationAddress } from './walk.ts';

/** Writes of a bulk commit that one script makes: some milliseconds of Redis's one thread. */
const BULK_WRITES = 50;
/** Pieces of a bulk commit on their way at once. */
const BULK_PIECES = 8;

export interface WriterOptions {
  readonly connection: Connection;
  readonly address: GenerationAddress;
  readonly catalogue: Catalogue;
  readonly reader: GenerationReader;
  readonly layouts: ReadonlyMap<string, CollectionLayout>;
  readonly spec: ProjectionSpec;
  readonly name: string;
  /** Takes what was removed out of every file; what is asked for meanwhile is done too. */
  readonly forget: () => Promise<void>;
  readonly token: () => string;
}

/**
 * Reads and writes one generation. A commit is one script, and so all or nothing for every reader and every
 * crash; a bulk commit comes in pieces, the checkpoint with the last, for nobody reads what is being built. Made
 * twice it changes nothing the second time, so one whose answer was lost does no harm.
 */
export function generationWriter(options: WriterOptions): GenerationWriter {
  const { connection, address, catalogue, reader, spec, layouts, name } = options;
  const { base, generation, nonce } = address;
  const specs = new Map(spec.collections.map((collection) => [collection.name, collection]));
  const layout = layoutJson(layouts.values());

  const run = async (owner: string, args: readonly (string | number)[]): Promise<void> => {
    const answer = await connection.script('shopCommit', base, [generation, nonce, owner, layout, ...args]);
    if (answer !== 'ok') throw new FencedError(`${owner} no longer writes ${name}`);
  };
  const commit = async (given: Commit): Promise<void> => {
    const writes = given.writes.map((write) => encoded(write, specs, layouts, name));
    const token = given.forget === true ? options.token() : '';
    const last =
      given.bulk === true ? await pieces(writes, (piece) => run(given.owner, [piece.length, ...piece.flat(), 'more'])) : writes;
    await run(given.owner, [last.length, ...last.flat(), ...endOf(given, token)]);
    if (token !== '') await options.forget();
  };

  return {
    ...reader,
    async claim(owner) {
      // The writer before may have been killed between removing something and forgetting it.
      if ((await catalogue.toForget()) !== null) await options.forget();
      if (!(await catalogue.claim(address, owner))) throw new FencedError(`${name} takes no commits`);
    },
    release: (owner) => catalogue.release(generation, owner),
    owner: () => catalogue.owner(address),
    commit,
  };
}

type EncodedWrite = readonly [place: number, key: string, document: string, record: string, text: string];

/** Everything that can fail, before anything is changed. */
function encoded(
  write: Write,
  specs: ReadonlyMap<string, CollectionSpec>,
  layouts: ReadonlyMap<string, CollectionLayout>,
  name: string,
): EncodedWrite {
  const [spec, layout] = [specs.get(write.collection), layouts.get(write.collection)];
  if (!spec || !layout) throw new UnknownFieldError(`${name} has no collection ${write.collection}`);
  if (write.kind === 'delete') return [layout.index, write.key, '', '', ''];
  const { record, text } = recordOf(layout, spec, write.document);
  return [layout.index, write.key, JSON.stringify(write.document), record, text];
}

/** Sends all but the last piece, some at once; answers the last one. */
async function pieces(
  writes: readonly EncodedWrite[],
  send: (piece: readonly EncodedWrite[]) => Promise<void>,
): Promise<readonly EncodedWrite[]> {
  let from = 0;
  while (writes.length - from > BULK_WRITES) {
    const sent: Promise<void>[] = [];
    for (; sent.length < BULK_PIECES && writes.length - from > BULK_WRITES; from += BULK_WRITES) {
      sent.push(send(writes.slice(from, from + BULK_WRITES)));
    }
    await Promise.all(sent);
  }
  return writes.slice(from);
}

function endOf({ checkpoint, revisions, unpark = [], park = [] }: Commit, token: string): (string | number)[] {
  const revised = [...revisions].flat();
  const parked = park.flatMap((each) => [each.stream, JSON.stringify(each)]);
  return ['end', checkpoint, token, revisions.size, ...revised, unpark.length, ...unpark, park.length, ...parked];
}
