import { type ServerWritableStream, status } from '@grpc/grpc-js';
import type { ReadReq, ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import { eventFilter } from './event-filter.ts';
import { firstEvent } from './first-event.ts';
import type { DoubleLog, Stored } from './log.ts';
import { eventMessage, failure, notFoundMessage } from './messages.ts';
import type { Node } from './node.ts';
import { serveSubscription } from './subscription-service.ts';

export type ReadCall = ServerWritableStream<ReadReq, ReadResp>;

/** Serves `Streams.Read`: a stream or the log, forwards or backwards, as far as a count or for ever. */
export async function serveRead(node: Node, call: ReadCall): Promise<void> {
  const options = call.request.getOptions();
  if (!options) throw failure(status.INVALID_ARGUMENT, 'no options');
  node.checkLeader(call.metadata);
  if (node.trouble.refusing) throw failure(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
  if (node.trouble.silent) return firstEvent(call, ['cancelled', 'close']);
  if (options.hasSubscription()) return serveSubscription(node, call, options);
  const stream = options.getStream();
  if (stream && node.log.stream(streamName(options)).length === 0) {
    call.write(notFoundMessage(stream.getStreamIdentifier()?.getStreamName_asU8() ?? new Uint8Array()));
  } else {
    const events = stream ? streamEvents(node.log, options) : logEvents(node.log, options);
    await writeAll(call, events, Number(options.getCount()));
  }
  call.end();
}

async function writeAll(call: ReadCall, events: Iterable<Stored>, count: number): Promise<void> {
  let left = count;
  for (const event of events) {
    if (left-- <= 0 || call.cancelled) return;
    if (!call.write(eventMessage(event))) await drained(call);
  }
}

/** Resolves when the client takes more, or never will. */
export function drained(call: ReadCall): Promise<void> {
  return call.cancelled ? Promise.resolve() : firstEvent(call, ['drain', 'cancelled', 'close', 'error']);
}

export function streamName(options: ReadReq.Options): string {
  return Buffer.from(options.getStream()?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString('utf8');
}

function* streamEvents(log: DoubleLog, options: ReadReq.Options): Generator<Stored> {
  const events = log.stream(streamName(options));
  const stream = options.getStream();
  const last = events.length - 1;
  const asked = stream?.hasRevision() ? Number(stream.getRevision()) : undefined;
  if (options.getReadDirection() === 0) yield* events.slice(asked ?? (stream?.hasEnd() ? last + 1 : 0));
  else for (let i = Math.min(asked ?? last, last); i >= 0; i--) yield events[i] as Stored;
}

function* logEvents(log: DoubleLog, options: ReadReq.Options): Generator<Stored> {
  const wanted = eventFilter(options);
  const all = options.getAll();
  const position = all?.getPosition();
  // What is written while the read goes on is part of it forwards; the end is looked at anew each time.
  if (options.getReadDirection() === 0) {
    const from = all?.hasEnd() ? log.events.length : position ? log.indexFrom(checked(log, position)) : 0;
    for (let i = from; i < log.events.length; i++) if (wanted(log.events[i] as Stored)) yield log.events[i] as Stored;
    return;
  }
  const before = position ? log.indexFrom(BigInt(position.getCommitPosition())) : all?.hasStart() ? 0 : log.events.length;
  for (let i = before - 1; i >= 0; i--) if (wanted(log.events[i] as Stored)) yield log.events[i] as Stored;
}

/** A position inside of a record is refused: it is none that the server ever gave. */
export function checked(log: DoubleLog, position: ReadReq.Options.Position): bigint {
  const commit = BigInt(position.getCommitPosition());
  const event = log.events[log.indexFrom(commit)];
  if (commit >= log.end || event?.position === commit) return commit;
  throw failure(status.INVALID_ARGUMENT, `Invalid position (${commit})`);
}
