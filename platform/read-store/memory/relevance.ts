/** Constants of BM25 as SQLite's FTS5 and most engines have them. */
const K1 = 1.2;
const B = 0.75;

/** Whether all words occur in a text, the last one as a beginning of a word. */
export function matchesWords(text: readonly string[], words: readonly string[]): boolean {
  return words.every((word, at) => occurrences(text, word, at === words.length - 1) > 0);
}

/**
 * How well each text fits the words: Okapi BM25 (Robertson and Zaragoza 2009), with the inverse document
 * frequency kept above zero. Every text counts for frequencies and the average length; the result has one score per text.
 */
export function relevance(texts: readonly (readonly string[])[], words: readonly string[]): number[] {
  const averageLength = texts.reduce((sum, text) => sum + text.length, 0) / Math.max(1, texts.length);
  const scores = texts.map(() => 0);
  words.forEach((word, at) => {
    const counts = texts.map((text) => occurrences(text, word, at === words.length - 1));
    const containing = counts.filter((count) => count > 0).length;
    const idf = Math.max(1e-6, Math.log((texts.length - containing + 0.5) / (containing + 0.5)));
    counts.forEach((count, index) => {
      const length = texts[index]?.length ?? 0;
      const score = (idf * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / averageLength));
      if (count > 0) scores[index] = (scores[index] ?? 0) + score;
    });
  });
  return scores;
}

function occurrences(text: readonly string[], word: string, asBeginning: boolean): number {
  return text.filter((each) => (asBeginning ? each.startsWith(word) : each === word)).length;
}
