import type { Clock } from '@shop/platform/clock/port.ts';
import type { RouteResponse } from '@shop/platform/http/route.ts';
import { RecentMap } from '@shop/platform/projecting/recent-map.ts';
import type { GenerationReader } from '@shop/platform/read-store/port.ts';

/** Different questions whose answers are kept at a time. */
const mostAnswers = 200;

/** An operator may mend a view where its checkpoint stands; no answer is older than this for it. */
const longestKeptMs = 1_000;

interface Kept {
  readonly generation: number;
  readonly checkpoint: string | null;
  until: number;
  readonly answer: Promise<RouteResponse>;
}

/**
 * Answers of one view, each kept until the view's next commit: while nothing changes, the same question costs
 * one look at the checkpoint. A commit writes documents and checkpoint together, so an answer that was made
 * after the checkpoint was read is never older than it. Those who ask at once share the work of one.
 */
export class KeptAnswers {
  readonly #clock: Clock;
  readonly #kept = new RecentMap<Kept>(mostAnswers);

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The answer to `question`, kept or made; a failure is not kept. */
  async of(reader: GenerationReader, question: string, make: () => Promise<RouteResponse>): Promise<RouteResponse> {
    const { generation } = reader;
    const checkpoint = await reader.checkpoint();
    const now = this.#clock.now();
    const known = this.#kept.get(question);
    if (known && known.generation === generation && known.checkpoint === checkpoint && known.until > now) return known.answer;
    const kept: Kept = { generation, checkpoint, until: now + longestKeptMs, answer: make() };
    this.#kept.set(question, kept);
    try {
      return await kept.answer;
    } catch (error) {
      kept.until = 0;
      throw error;
    }
  }
}
