/** A string with its escapes, or one mark of structure; everything else between is skipped. */
const piece = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/**
 * Whether an object anywhere in a valid JSON text names a member twice. Parsers disagree on which one
 * counts, so RFC 7519 (4) lets a verifier refuse such claims. Linear in the length of the text.
 */
export function hasDuplicateNames(json: string): boolean {
  const open: (Set<string> | null)[] = [];
  let previous = '';
  for (const [text] of json.matchAll(piece)) {
    if (text === '{') open.push(new Set());
    else if (text === '[') open.push(null);
    else if (text === '}' || text === ']') open.pop();
    else if (text === ':') {
      const names = open.at(-1);
      const name = String(JSON.parse(previous));
      if (names?.has(name)) return true;
      names?.add(name);
    }
    previous = text;
  }
  return false;
}
