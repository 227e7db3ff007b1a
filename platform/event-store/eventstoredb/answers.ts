import shared, { type WrongExpectedVersion } from '@eventstore/db-client/generated/shared_pb.js';
import type { AppendResp, BatchAppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { Status } from '@eventstore/db-client/generated/status_pb.js';
import { EventStoreUnavailableError } from '../port.ts';
import { Conflict, RefusedByServerError, revisionOf } from './errors.ts';

/** An append that the server kept; servers may leave the position out of the answer to a repeated one. */
export interface Kept {
  readonly position: bigint | undefined;
}

/** The answer to an append among others. Throws where it is neither kept nor a conflict. */
export function batchAnswer(response: BatchAppendResp): Kept | Conflict {
  const success = response.getSuccess();
  if (success) return { position: positionIn(success.getPosition()) };
  const error = response.getError();
  if (!error) throw new EventStoreUnavailableError('EventStoreDB answered an append with nothing');
  return conflictIn(error) ?? refusal(error);
}

/** The answer to an append that had a call of its own. */
export function singleAnswer(response: AppendResp): Kept | Conflict {
  const conflict = response.getWrongExpectedVersion();
  if (!conflict) return { position: positionIn(response.getSuccess()?.getPosition()) };
  if (conflict.hasCurrentRevision()) return new Conflict(revisionOf(conflict.getCurrentRevision()));
  if (conflict.hasCurrentRevision2060()) return new Conflict(revisionOf(String(conflict.getCurrentRevision2060())));
  return new Conflict('no_stream');
}

/** An append beyond the server's limit (1 MiB unless it was set otherwise) is a mistake of the caller's. */
export function tooLarge(most: string | number | undefined): RangeError {
  return new RangeError(`the events of an append take more than the ${most ?? '?'} bytes that EventStoreDB allows`);
}

function conflictIn(error: Status): Conflict | undefined {
  const details = error.getDetails();
  const name = 'event_store.client.WrongExpectedVersion';
  const conflict: WrongExpectedVersion | null | undefined = details?.unpack(shared.WrongExpectedVersion.deserializeBinary, name);
  if (!conflict) return undefined;
  return new Conflict(conflict.hasCurrentStreamRevision() ? revisionOf(conflict.getCurrentStreamRevision()) : 'no_stream');
}

function refusal(error: Status): never {
  const details = error.getDetails();
  switch (details?.getTypeName()) {
    case 'event_store.client.MaximumAppendSizeExceeded': {
      const limit = details.unpack(shared.MaximumAppendSizeExceeded.deserializeBinary, details.getTypeName());
      throw tooLarge(limit?.getMaxappendsize());
    }
    case 'event_store.client.AccessDenied':
      throw new RefusedByServerError('EventStoreDB refuses access to the user');
    case 'event_store.client.StreamDeleted':
      throw new RefusedByServerError('the stream was deleted in EventStoreDB for ever');
    case 'event_store.client.Timeout':
      throw new EventStoreUnavailableError('EventStoreDB did not keep the append in time');
    default:
      throw new EventStoreUnavailableError(`EventStoreDB did not keep the append (${error.getMessage()})`);
  }
}

function positionIn(position: { getCommitPosition(): string } | undefined): bigint | undefined {
  const commit = position && BigInt.asIntN(64, BigInt(position.getCommitPosition()));
  return commit === undefined || commit < 0n ? undefined : commit;
}
