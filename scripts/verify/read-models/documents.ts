import { idOf, streamName } from '@shop/shared-events';
import type { Document } from '@shop/platform/read-store/port.ts';
import type { Tell } from '../core/report.ts';
import type { World } from '../facts/world.ts';
import type { Compared } from './check-read-models.ts';
import { documentFacts, type DocumentFacts } from './document-facts.ts';
import { pagesOf } from './pages.ts';

const page = 200;

/**
 * Compares a projection's documents with what the log says, as far as it is known what they show. Only documents that
 * show the log's last revision are compared: those that lag, or have gone further since, are not. Answers how many were.
 */
export async function compareDocuments(compared: Compared, world: World, tell: Tell): Promise<number> {
  const facts = documentFacts.find(({ projection }) => projection === compared.name);
  if (!facts) return 0;
  let count = 0;
  for (const ids of pagesOf(facts.ids(world), page)) {
    for (const id of await atHead(compared, facts, ids, world)) {
      count++;
      const stream = streamName(facts.category, id.id);
      for (const what of differences(facts.of(id.id, world), id.document)) tell(stream, id.revision, `${compared.name} ${what}`);
    }
  }
  return count;
}

interface Shown {
  readonly id: string;
  readonly revision: number;
  readonly document: Document | null;
}

/** The documents of streams that were applied up to the log's end both before and after the documents were read. */
async function atHead(
  { reader, parked }: Compared,
  facts: DocumentFacts,
  ids: readonly string[],
  world: World,
): Promise<Shown[]> {
  const streams = ids.map((id) => streamName(facts.category, id)).filter((stream) => !parked.has(stream));
  const before = await reader.revisions(streams);
  const documents = await reader.getMany(facts.collection, streams.map(idOf));
  const after = await reader.revisions(streams);
  return streams.flatMap((stream) => {
    const revision = world.heads.get(stream)?.revision ?? -1;
    if (before.get(stream) !== revision || after.get(stream) !== revision) return [];
    return [{ id: idOf(stream), revision, document: documents.get(idOf(stream)) ?? null }];
  });
}

function* differences(expected: Readonly<Record<string, unknown>>, document: Document | null): Iterable<string> {
  if (!document) return yield 'has no document';
  for (const [path, value] of Object.entries(expected)) {
    const shown = path
      .split('.')
      .reduce<unknown>((part, name) => (part as Record<string, unknown> | null | undefined)?.[name], document);
    if (shown !== value) yield `shows ${path} as ${JSON.stringify(shown)}; by the log it is ${JSON.stringify(value)}`;
  }
}
