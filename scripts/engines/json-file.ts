import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { readIfThere } from './process-identity.ts';

/** Whoever reads meanwhile sees the file before or after, never a part of it. */
export function writeJson(file: string, content: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}.part`;
  writeFileSync(draft, `${JSON.stringify(content, null, 2)}\n`);
  renameSync(draft, file);
}

/** Null where there is no such file. */
export function readJson<Content>(file: string): Content | null {
  const text = readIfThere(file);
  return text === null ? null : (JSON.parse(text) as Content);
}
