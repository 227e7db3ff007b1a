import { ReadStoreUnavailableError } from '../port.ts';

/** What Redis and the client say while the store cannot be used; each passes by itself or by an operator's hand. */
const unavailable =
  /^(OOM|READONLY|LOADING|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|MISCONF|NOREPLICAS|NOAUTH|WRONGPASS|NOPERM|UNKILLABLE|ERR max number of clients)/;
const lost =
  /Connection is closed|Command timed out|Stream isn't writeable|max retries per request|All nodes failed|None of startup nodes|Cluster isn't ready|Too many Cluster redirections|Socket closed|connect ETIMEDOUT|Failed to refresh slots/i;
const codes = /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_AGAIN)/;

/**
 * Names what went wrong in Redis for callers that know no Redis; everything else comes back as it was. Of neither is the
 * command left that the client hangs on it: it holds whole documents, and errors are printed.
 */
export function translated(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  if ('command' in error) delete error.command;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const { message } = error;
  if (!unavailable.test(message) && !lost.test(message) && !codes.test(code) && error.name !== 'MaxRetriesPerRequestError') {
    return error;
  }
  // What the client advises its own users is nothing that an operator could act on.
  const told = lost.test(message) || codes.test(code) ? 'Redis cannot be reached' : message;
  return new ReadStoreUnavailableError(told, { cause: error });
}

/** Another shape of answer than the script of this build gives. */
export class UnexpectedReplyError extends Error {
  override readonly name = 'UnexpectedReplyError';
}

/** A stored document; one that is no JSON any more was written by somebody else. */
export function parseStored<T>(text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new UnexpectedReplyError('a stored document is not JSON', { cause: error });
  }
}
