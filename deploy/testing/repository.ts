import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the whole repository. */
export const root = join(import.meta.dirname, '..', '..');

/** The text of a file of the repository. */
export function textOf(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
