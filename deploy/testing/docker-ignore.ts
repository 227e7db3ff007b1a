import { textOf } from './repository.ts';

interface Rule {
  readonly pattern: string;
  readonly keeps: boolean;
}

/** Whether a file of the repository is sent to the builder of the image: the last line of .dockerignore that matches it decides. */
export function inImage(path: string): boolean {
  let kept = true;
  for (const { pattern, keeps } of rules()) if (matches(path, pattern)) kept = keeps;
  return kept;
}

function rules(): readonly Rule[] {
  const lines = textOf('.dockerignore').split('\n');
  const patterns = lines.filter((line) => line !== '' && !line.startsWith('#'));
  return patterns.map((line) => ({ pattern: line.replace(/^!/, ''), keeps: line.startsWith('!') }));
}

/** A pattern means what it names and everything below; unlike a shell's, its `*` stands for a leading dot too. */
function matches(path: string, pattern: string): boolean {
  const parts: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*' };
  const source = pattern.replaceAll(/\*\*\/|\*\*|\*|[.+?^${}()|[\]\\]/g, (part) => parts[part] ?? `\\${part}`);
  return new RegExp(`^${source}(?:/.*)?$`).test(path);
}
