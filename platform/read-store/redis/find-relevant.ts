import type { Document, FindQuery, Found, Place } from '../port.ts';
import { documentsAt } from './documents.ts';
import type { Filter } from './filter.ts';
import { generationKey, part } from './keys.ts';
import { pageOf } from './places.ts';
import { scorer, type Statistics } from './relevance.ts';
import { ofOneState, walkAll, type Searched } from './searching.ts';
import { sourcesOf } from './sources.ts';

/** Of a beginning that still more words have, the first ones tell how frequent it is. */
const MOST_WORDS = 200;

/** One page of what fits best. Every document that has the words is scored; there is no way to know the best before. */
export async function findRelevant<D extends Document>(
  searched: Searched,
  filter: Filter,
  { after, limit }: FindQuery,
): Promise<readonly Found<D>[]> {
  const [[source], statistics] = await Promise.all([
    sourcesOf(searched.layout, filter, searched.sizes),
    statisticsOf(searched, filter.words),
  ]);
  if (!source || source.cost === 0) return [];
  const score = scorer(statistics);
  const places = await ofOneState(async (see) => {
    const found: Place[] = [];
    for await (const walked of walkAll(searched, source, filter, { mode: 'collect', score: filter.words })) {
      see(walked);
      for (const [key, , occurrences] of walked.rows as [string, unknown, string][]) {
        const [length = 0, ...counts] = occurrences.split(' ').map(Number);
        found.push({ key, value: score(length, counts) });
      }
    }
    return found;
  });
  return documentsAt<D>(searched, pageOf(places, true, after, limit));
}

async function statisticsOf({ connection, address, layout, sizes }: Searched, words: readonly string[]): Promise<Statistics> {
  const meta = `${generationKey(address.base, address.generation)}:m`;
  const containing = words.map(async (word, at) => {
    if (at < words.length - 1) return sizes.set(part.word(word));
    const beginnings = await sizes.words(word, MOST_WORDS);
    const each = await Promise.all(beginnings.map((beginning) => sizes.set(part.word(beginning))));
    return each.reduce((total, size) => total + size, 0);
  });
  const [texts, length, ...sizesOfWords] = await Promise.all([
    sizes.documents(),
    connection.run((client) => client.hget(meta, `length:${layout.index}`)),
    ...containing,
  ]);
  return { texts, averageLength: Number(length ?? 0) / Math.max(1, texts), containing: sizesOfWords };
}
