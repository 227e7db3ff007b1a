import { Metadata, status, type StatusObject } from '@grpc/grpc-js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams, { type ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { Stored } from './log.ts';

/** An event as the server sends it. Positions go with the log's events and with a stream's. */
export function eventMessage(event: Stored): ReadResp {
  const recorded = new streams.ReadResp.ReadEvent.RecordedEvent()
    .setId(new shared.UUID().setString(event.id))
    .setStreamIdentifier(new shared.StreamIdentifier().setStreamName(new TextEncoder().encode(event.stream)))
    .setStreamRevision(String(event.revision))
    .setCommitPosition(String(event.position))
    .setPreparePosition(String(event.position))
    .setData(event.data)
    .setCustomMetadata(event.metadata);
  const facts = recorded.getMetadataMap();
  facts.set('type', event.type).set('content-type', event.contentType).set('created', String(event.created));
  const read = new streams.ReadResp.ReadEvent().setEvent(recorded).setCommitPosition(String(event.position));
  return new streams.ReadResp().setEvent(read);
}

/** How far the server has looked: at an event, or, with another prepare position, at the place behind it. */
export function checkpointMessage(commit: bigint, prepare: bigint): ReadResp {
  const checkpoint = new streams.ReadResp.Checkpoint();
  return new streams.ReadResp().setCheckpoint(checkpoint.setCommitPosition(String(commit)).setPreparePosition(String(prepare)));
}

export function confirmationMessage(): ReadResp {
  const confirmation = new streams.ReadResp.SubscriptionConfirmation().setSubscriptionId(crypto.randomUUID());
  return new streams.ReadResp().setConfirmation(confirmation);
}

export const caughtUpMessage = (): ReadResp => new streams.ReadResp().setCaughtUp(new streams.ReadResp.CaughtUp());
export const fellBehindMessage = (): ReadResp => new streams.ReadResp().setFellBehind(new streams.ReadResp.FellBehind());

export function notFoundMessage(stream: Uint8Array): ReadResp {
  const missing = new streams.ReadResp.StreamNotFound();
  return new streams.ReadResp().setStreamNotFound(
    missing.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(stream)),
  );
}

/** An error of a call with the words that the server sends beside it. */
export function failure(code: status, details: string, words: Readonly<Record<string, string>> = {}): Error & StatusObject {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(words)) metadata.set(name, value);
  return Object.assign(new Error(details), { code, details, metadata });
}

export function notLeader(host: string, port: number): Error & StatusObject {
  const words = { exception: 'not-leader', 'leader-endpoint-host': host, 'leader-endpoint-port': String(port) };
  return failure(status.NOT_FOUND, 'Leader info available', words);
}
