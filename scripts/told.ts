import { DataFolderError } from '@shop/composition/data-folder-error.ts';
import { ConfigError } from '@shop/platform/config/config.ts';
import { EventStoreOpenError } from '@shop/platform/event-store/open-error.ts';
import { isOutage } from '@shop/platform/projecting/apply-event.ts';
import { ReadModelNotReadyError } from '@shop/platform/projecting/queries.ts';
import { EvictingRedisError } from '@shop/platform/read-store/redis/eviction.ts';

/** A command cannot do what it was asked for; `message` is one sentence for people. */
export class CommandError extends Error {
  override readonly name: string = 'CommandError';
}

/** Failures that people can do something about: their message is all that is said. */
const plain = [
  ...[CommandError, ConfigError, DataFolderError, EventStoreOpenError, EvictingRedisError],
  // A view that is being built for the first time: ask again.
  ReadModelNotReadyError,
];

/** What the system says where a server does not answer. */
const unanswered = ['ECONNREFUSED', 'ECONNRESET', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN'];

/**
 * A command's exit code. Where it fails for a reason that people can do something about, says it in one sentence on the
 * error output and answers 2; throws everything else as it is.
 */
export async function codeOf(run: () => Promise<number>): Promise<number> {
  try {
    return await run();
  } catch (error) {
    const sentence = toldOf(error);
    if (sentence === null) throw error;
    console.error(sentence);
    return 2;
  }
}

/** The sentence for people about an error that they can do something about; null of any other. */
export function toldOf(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (isOutage(error) || plain.some((kind) => error instanceof kind)) return error.message;
  const lost = connectionError(error);
  return lost === null ? null : `An engine of this shop does not answer: ${lost} (npm run engines -- status).`;
}

/** What a connection failed of. Where several addresses were tried, Node's own error says nothing: those in it do. */
function connectionError(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  for (const inner of error instanceof AggregateError ? error.errors : []) {
    const found = connectionError(inner);
    if (found !== null) return found;
  }
  if ('code' in error && unanswered.includes(String(error.code))) return error.message || String(error.code);
  return connectionError(error.cause);
}
