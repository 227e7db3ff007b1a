/**
 * The words of a text as they are searched: compatibility forms unfolded (Unicode NFKD), lower case,
 * without accents, split at everything that is neither letter nor digit.
 */
export function wordsOf(text: string): string[] {
  if (/^[\x20-\x7e]*$/.test(text)) return text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return (
    text
      .normalize('NFKD')
      .toLowerCase()
      .replace(/\p{M}+/gu, '')
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
