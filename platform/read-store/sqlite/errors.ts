import { ReadStoreUnavailableError } from '../port.ts';

const unavailable = /^SQLITE_(BUSY|LOCKED|FULL|IOERR|CANTOPEN|READONLY|PERM|NOMEM|PROTOCOL)/;
const damaged = /^SQLITE_(CORRUPT|NOTADB|FORMAT)/;

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

/** The bytes of a file are not what was written there. */
export class DamagedFileError extends Error {
  override readonly name = 'DamagedFileError';
}

/** Names what went wrong in SQLite for callers that know no SQLite; everything else comes back unchanged. */
export function translated(error: unknown): unknown {
  const code = codeOf(error);
  if (damaged.test(code)) return new DamagedFileError((error as Error).message, { cause: error });
  if (unavailable.test(code)) return new ReadStoreUnavailableError(`the read store does not answer (${code})`, { cause: error });
  return error;
}

/** A stored document; one that is no JSON any more is damage. */
export function parseStored<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new DamagedFileError('a stored document is not JSON', { cause: error });
  }
}
