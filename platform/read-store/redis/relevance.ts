/** Constants of BM25 as most engines have them. */
const K1 = 1.2;
const B = 0.75;

/** What relevance depends on beside a text itself. */
export interface Statistics {
  readonly texts: number;
  /** In words. */
  readonly averageLength: number;
  /** For each word, how many texts have it. */
  readonly containing: readonly number[];
}

/**
 * How well a text fits, from its length and how often it has each word: Okapi BM25 with the inverse document
 * frequency kept above zero. The same as in memory, but that a text with two words of one beginning counts twice
 * for how frequent the beginning is.
 */
export function scorer({ texts, averageLength, containing }: Statistics): (length: number, counts: readonly number[]) => number {
  const weights = containing.map((count) => {
    const among = Math.min(count, texts);
    return Math.max(1e-6, Math.log((texts - among + 0.5) / (among + 0.5)));
  });
  return (length, counts) =>
    counts.reduce((sum, count, at) => {
      const score = ((weights[at] ?? 0) * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / averageLength));
      return sum + score;
    }, 0);
}
