import { CANDIDATES, question, walk, type GenerationAddress, type Question, type Walked } from './walk.ts';
import type { Connection } from './connection.ts';
import type { Filter, Part, Segment } from './filter.ts';
import type { CollectionLayout } from './layout.ts';
import type { Sizes, Source } from './sources.ts';

/** What a search needs to know of where it searches. */
export interface Searched {
  readonly connection: Connection;
  readonly address: GenerationAddress;
  readonly layout: CollectionLayout;
  readonly sizes: Sizes;
}

const MOST_RESTARTS = 2;

class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile';
}

/** Told of each answer's number of commits; throws where they are of different states. */
export type SeeState = (walked: Walked) => void;

/**
 * A search that takes several calls sees one state: where a commit came between, it begins anew. Where commits
 * come so fast that this does not end, the third attempt is taken as it is, as lists are that change while
 * somebody turns their pages.
 */
export async function ofOneState<T>(search: (see: SeeState) => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    let seen: string | null = null;
    try {
      return await search(({ commits }) => {
        if (seen !== null && seen !== commits && attempt < MOST_RESTARTS) throw new ChangedMeanwhile();
        seen = commits;
      });
    } catch (error) {
      if (!(error instanceof ChangedMeanwhile)) throw error;
    }
  }
}

/** The filter as a question, without what its source of candidates has answered already. */
export function filtering(filter: Filter, answered: readonly Part[], answersPrefix: boolean): Partial<Question> {
  const rest = filter.parts.filter((part) => !answered.includes(part));
  return {
    sets: rest.flatMap((part) => part.sets),
    where: rest.flatMap((part) => part.where),
    prefix: answersPrefix ? null : filter.prefix,
  };
}

/** Every answer to a question about all candidates of a source. */
export async function* walkAll(
  searched: Searched,
  source: Source,
  filter: Filter,
  asked: Partial<Question> & Pick<Question, 'mode'>,
): AsyncGenerator<Walked> {
  const rest = filtering(filter, source.answers, source.answersPrefix);
  for (const segment of source.segments) yield* walkSegment(searched, segment, { ...rest, ...asked, piece: CANDIDATES });
}

/** Every answer to a question about the candidates of one segment. */
export async function* walkSegment(
  { connection, address, layout }: Searched,
  segment: Segment,
  asked: Partial<Question> & Pick<Question, 'mode'>,
): AsyncGenerator<Walked> {
  const where = [...(asked.where ?? []), ...segment.where];
  const whole = { ...question(layout, segment.driver, asked.mode), ...asked, where, without: segment.without };
  for (let driver: Question['driver'] | null = segment.driver; driver;) {
    const walked: Walked = await walk(connection, address, { ...whole, driver });
    yield walked;
    driver = walked.next;
  }
}
