import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const SUFFIXES = ['', '-wal', '-shm', '-journal'];

/** The catalogue's file in a read store's folder. */
export function cataloguePath(folder: string): string {
  return join(folder, 'catalogue.sqlite');
}

/** The file of one generation. */
export function generationPath(folder: string, projection: string, generation: number): string {
  const safe = projection.replace(/[^A-Za-z0-9_]/g, (char) => `%${(char.codePointAt(0) ?? 0).toString(16)}`);
  return join(folder, `${safe}.${generation}.sqlite`);
}

/** Removes an SQLite file and what stands beside it. Where the system holds on to an open file, the next start removes it. */
export function removeDatabase(path: string): void {
  for (const suffix of SUFFIXES) {
    try {
      rmSync(path + suffix, { force: true });
    } catch (error) {
      if (!isHeld(error)) throw error;
    }
  }
}

function isHeld(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EBUSY' || error.code === 'EPERM');
}

export function databaseExists(path: string): boolean {
  return existsSync(path);
}

/** Every SQLite file of the folder. */
export function databasesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sqlite'))
    .map((name) => join(folder, name));
}
