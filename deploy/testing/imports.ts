import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, relative, sep } from 'node:path';
import { root } from './repository.ts';

const specifiers = /(?:\bfrom|\bimport\(|\bimport|\brequire\()\s*['"]([^'"\n]+)['"]/g;
const typeImports = /^(?:import|export) type [^;]*;$/gms;

/** What a file imports while it runs: types are gone by then, and what stands in comments never was there. */
function importsOf(text: string): readonly string[] {
  const code = text.replaceAll(typeImports, '').replaceAll(/^\s*(?:\*|\/\/|\/\*).*$/gm, '');
  return [...code.matchAll(specifiers)].map((match) => match[1] ?? '');
}

export interface Reachable {
  /** Paths below the repository's root. */
  readonly files: readonly string[];
  /** Packages of others that those files name. */
  readonly packages: readonly string[];
}

/** All files of the repository that may run when the entry points do. Throws where an import leads nowhere. */
export function reachableFrom(entries: readonly string[]): Reachable {
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    if (file.endsWith('.json')) return;
    const { resolve } = createRequire(file);
    for (const name of importsOf(readFileSync(file, 'utf8'))) {
      if (name.startsWith('node:')) continue;
      const own = name.startsWith('.') || name.startsWith('@shop/');
      if (own) visit(resolve(name));
      else packages.add(packageOf(name));
    }
  };
  for (const entry of entries) visit(join(root, entry));
  const paths = [...files].map((file) => relative(root, file).split(sep).join('/'));
  return { files: paths.sort(), packages: [...packages].sort() };
}

function packageOf(specifier: string): string {
  const [scope = '', name = ''] = specifier.split('/');
  return scope.startsWith('@') ? `${scope}/${name}` : scope;
}
