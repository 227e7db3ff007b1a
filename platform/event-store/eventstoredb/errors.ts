import { type ServiceError, status } from '@grpc/grpc-js';
import { EventStoreUnavailableError, type ExpectedRevision } from '../port.ts';

/** The server will say the same however often it is asked. */
export class RefusedByServerError extends EventStoreUnavailableError {}

/** What the server found where the writer expected something else. */
export class Conflict {
  readonly actual: ExpectedRevision;
  constructor(actual: ExpectedRevision) {
    this.actual = actual;
  }
}

/** Revisions are 64 bits on the wire, told as decimal text; the server writes -1 for "no stream", also as an unsigned number. */
export function revisionOf(text: string | undefined): ExpectedRevision {
  if (text === undefined || !/^-?\d+$/.test(text)) return 'no_stream';
  const value = BigInt.asIntN(64, BigInt(text));
  return value < 0n ? 'no_stream' : safeNumber(value);
}

/** A revision as the port's number. Throws where it is beyond what a number holds exactly. */
export function safeNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError(`a revision of ${value} is beyond what a number holds`);
  return Number(value);
}

export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' && 'metadata' in error;
}

/** One of the words that the server sends with an error. */
export function trailer(error: unknown, name: string): string | undefined {
  // Metadata may be missing where the error is the channel's own.
  const value = isServiceError(error) ? error.metadata?.get(name)[0] : undefined;
  return value === undefined ? undefined : value.toString();
}

/** The node asked does not lead the cluster; nothing was done. */
export function isNotLeader(error: unknown): boolean {
  return trailer(error, 'exception') === 'not-leader';
}

/** The call ended because we ended it. */
export function isCancelledByUs(error: unknown): boolean {
  return isServiceError(error) && error.code === status.CANCELLED && error.details === 'Cancelled on client';
}

/** The server is older than the call. */
export function isUnimplemented(error: unknown): boolean {
  return isServiceError(error) && error.code === status.UNIMPLEMENTED;
}

/** The conflict that an error of a call tells, as servers before 21.10 do. */
export function conflictOf(error: unknown): Conflict | undefined {
  if (trailer(error, 'exception') !== 'wrong-expected-version') return undefined;
  return new Conflict(revisionOf(trailer(error, 'actual-version')));
}

const sentences: Readonly<Record<number, string>> = {
  [status.UNAVAILABLE]: 'EventStoreDB cannot be reached',
  [status.DEADLINE_EXCEEDED]: 'EventStoreDB did not answer in time',
  [status.ABORTED]: 'EventStoreDB timed out',
  [status.CANCELLED]: 'EventStoreDB ended the call',
  [status.UNAUTHENTICATED]: 'EventStoreDB does not know the user',
  [status.PERMISSION_DENIED]: 'EventStoreDB refuses access to the user',
};

/** What goes wrong with a call as the port's error; a mistake of ours as it is. */
export function told(error: unknown): unknown {
  if (error instanceof EventStoreUnavailableError) return error;
  if (isServiceError(error)) {
    const sentence = `${sentences[error.code] ?? 'EventStoreDB failed'} (${error.details || error.message})`;
    const refused = error.code === status.UNAUTHENTICATED || error.code === status.PERMISSION_DENIED;
    return new (refused ? RefusedByServerError : EventStoreUnavailableError)(sentence, { cause: error });
  }
  // The client's discovery tells its failure by words alone.
  if (error instanceof Error && error.message.startsWith('Failed to discover')) {
    return new EventStoreUnavailableError('no node of the EventStoreDB cluster can be reached', { cause: error });
  }
  return error;
}

export function closedError(): EventStoreUnavailableError {
  return new EventStoreUnavailableError('the event store is closed');
}
