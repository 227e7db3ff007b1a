import { status, type StatusObject } from '@grpc/grpc-js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import statuses, { type Status } from '@eventstore/db-client/generated/status_pb.js';
import streams, { type AppendResp } from '@eventstore/db-client/generated/streams_pb.js';
import any from 'google-protobuf/google/protobuf/any_pb.js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import type { Expected } from './log.ts';
import { failure } from './messages.ts';

/** The wire's numbers of `google.rpc.Code`. */
const codes = { ALREADY_EXISTS: 6, DEADLINE_EXCEEDED: 4, INVALID_ARGUMENT: 3, PERMISSION_DENIED: 7 } as const;

/** A conflict among other appends: a status with details. */
export function conflictStatus(current: bigint, expected: Expected): Status {
  const conflict = new shared.WrongExpectedVersion();
  if (current < 0n) conflict.setCurrentNoStream(new empty.Empty());
  else conflict.setCurrentStreamRevision(String(current));
  if (expected === 'any') conflict.setExpectedAny(new empty.Empty());
  else if (expected === 'stream_exists') conflict.setExpectedStreamExists(new empty.Empty());
  else if (expected < 0n) conflict.setExpectedNoStream(new empty.Empty());
  else conflict.setExpectedStreamPosition(String(expected));
  return packed(codes.ALREADY_EXISTS, 'WrongExpectedVersion', conflict.serializeBinary());
}

/** A refusal without particulars. */
export function simpleStatus(name: 'Timeout' | 'AccessDenied'): Status {
  return packed(name === 'Timeout' ? codes.DEADLINE_EXCEEDED : codes.PERMISSION_DENIED, name, new Uint8Array());
}

export function sizeStatus(most: number): Status {
  const exceeded = new shared.MaximumAppendSizeExceeded().setMaxappendsize(most);
  return packed(codes.INVALID_ARGUMENT, 'MaximumAppendSizeExceeded', exceeded.serializeBinary());
}

function packed(code: 3 | 4 | 6 | 7, name: string, details: Uint8Array): Status {
  const wrapped = new any.Any();
  wrapped.pack(details, `event_store.client.${name}`);
  return new statuses.Status().setCode(code).setMessage(name).setDetails(wrapped);
}

/** A conflict as the answer to a call of its own, today's or that of 20.6. */
export function conflictAnswer(current: bigint, expected: Expected, old: boolean): AppendResp {
  const conflict = new streams.AppendResp.WrongExpectedVersion();
  if (old) {
    if (current < 0n) conflict.setNoStream2060(new shared.Empty());
    else conflict.setCurrentRevision2060(String(current) as never);
    return new streams.AppendResp().setWrongExpectedVersion(conflict);
  }
  if (current < 0n) conflict.setCurrentNoStream(new shared.Empty());
  else conflict.setCurrentRevision(String(current));
  if (expected === 'any') conflict.setExpectedAny(new shared.Empty());
  else if (expected === 'stream_exists') conflict.setExpectedStreamExists(new shared.Empty());
  else if (expected < 0n) conflict.setExpectedNoStream(new shared.Empty());
  else conflict.setExpectedRevision(String(expected));
  return new streams.AppendResp().setWrongExpectedVersion(conflict);
}

/** A conflict as an error with trailers: the first servers with gRPC. */
export function conflictFailure(stream: string, current: bigint, expected: Expected): Error & StatusObject {
  return failure(status.FAILED_PRECONDITION, 'Append failed due to WrongExpectedVersion.', {
    exception: 'wrong-expected-version',
    'stream-name': stream,
    'expected-version': expected === 'any' ? '-2' : expected === 'stream_exists' ? '-4' : String(expected),
    'actual-version': String(current),
  });
}
