import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams, { type AppendReq, type BatchAppendReq } from '@eventstore/db-client/generated/streams_pb.js';
import empties from 'google-protobuf/google/protobuf/empty_pb.js';
import timestamps from 'google-protobuf/google/protobuf/timestamp_pb.js';
import type { NewEvent } from '@shop/shared-events';
import { jsonText } from '../arguments.ts';
import type { ExpectedRevision } from '../port.ts';
import { wireName } from './names.ts';

/** An event as it goes over the wire; made once, so that a change of the caller's does not reach a second attempt. */
export interface WireEvent {
  readonly id: string;
  readonly type: string;
  readonly data: Uint8Array;
  readonly metadata: Uint8Array;
}

/** An append as it goes over the wire. */
export interface WireAppend {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly WireEvent[];
}

/** Bytes of events in one message; the server takes messages of 4 MiB. */
const messageBytes = 3 * 1024 * 1024;
const encoder = new TextEncoder();
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The event in JSON. `TypeError` where JSON has no form for it, `RangeError` where its id is no UUID. */
export function encodeEvent({ id, type, data, metadata }: NewEvent): WireEvent {
  if (!uuid.test(id))
    throw new RangeError(`the id of an event in EventStoreDB is a UUID, not ${JSON.stringify(id.slice(0, 60))}`);
  return {
    id,
    type,
    data: encoder.encode(jsonText(`the data of ${type}`, data)),
    metadata: encoder.encode(jsonText(`the metadata of ${type}`, metadata)),
  };
}

/** The messages of an append among others on one call. */
export function* batchRequests(append: WireAppend, correlationId: string, deadline: Date): Generator<BatchAppendReq> {
  const options = new streams.BatchAppendReq.Options().setStreamIdentifier(identifier(append.stream));
  options.setDeadline(timestamps.Timestamp.fromDate(deadline));
  if (append.expected === 'no_stream') options.setNoStream(new empties.Empty());
  else options.setStreamPosition(String(append.expected));
  const message = (): BatchAppendReq =>
    new streams.BatchAppendReq().setCorrelationId(new shared.UUID().setString(correlationId)).setIsFinal(false);
  let request = message().setOptions(options);
  let bytes = 0;
  for (const event of append.events) {
    const size = event.data.length + event.metadata.length;
    if (bytes > 0 && bytes + size > messageBytes) {
      yield request;
      request = message();
      bytes = 0;
    }
    bytes += size;
    request.addProposedMessages(proposed(new streams.BatchAppendReq.ProposedMessage(), event));
  }
  yield request.setIsFinal(true);
}

/** The messages of an append that has a call of its own. */
export function* singleRequests(append: WireAppend): Generator<AppendReq> {
  const options = new streams.AppendReq.Options().setStreamIdentifier(identifier(append.stream));
  if (append.expected === 'no_stream') options.setNoStream(new shared.Empty());
  else options.setRevision(String(append.expected));
  yield new streams.AppendReq().setOptions(options);
  for (const event of append.events) {
    yield new streams.AppendReq().setProposedMessage(proposed(new streams.AppendReq.ProposedMessage(), event));
  }
}

function identifier(stream: string): InstanceType<typeof shared.StreamIdentifier> {
  return new shared.StreamIdentifier().setStreamName(encoder.encode(wireName(stream)));
}

function proposed<Message extends AppendReq.ProposedMessage | BatchAppendReq.ProposedMessage>(
  message: Message,
  { id, type, data, metadata }: WireEvent,
): Message {
  message.setId(new shared.UUID().setString(id));
  message.getMetadataMap().set('type', type).set('content-type', 'application/json');
  message.setData(data);
  message.setCustomMetadata(metadata);
  return message;
}
