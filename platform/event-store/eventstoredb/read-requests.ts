import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams, { type ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { type WireFilter, wireName } from './names.ts';

export type Direction = 'forwards' | 'backwards';

/** Events that the server looks through before it hands on what it found: few matches must not cost a round trip each. */
const searchWindow = 512;

/** A piece of one stream. Without `from` it starts at the stream's end that the direction reads away from. */
export function streamRequest(name: string, direction: Direction, from: number | undefined, count: number): ReadReq {
  const stream = new streams.ReadReq.Options.StreamOptions();
  stream.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(new TextEncoder().encode(wireName(name))));
  if (from !== undefined) stream.setRevision(String(from));
  else if (direction === 'forwards') stream.setStart(new shared.Empty());
  else stream.setEnd(new shared.Empty());
  const options = baseOptions(direction).setStream(stream).setCount(String(count)).setNoFilter(new shared.Empty());
  return new streams.ReadReq().setOptions(options);
}

/** A piece of the log. The event at `from` is part of it forwards, and is not backwards. */
export function logRequest(filter: WireFilter, direction: Direction, from: bigint | undefined, count: number): ReadReq {
  const options = baseOptions(direction).setAll(allOptions(direction, from)).setCount(String(count));
  options.setFilter(filterOptions(filter, searchWindow));
  return new streams.ReadReq().setOptions(options);
}

/**
 * Everything behind a position as it comes. The server tells its position after every event it looked at, found
 * or not: that it is told with a delay of some events would park a reader below the head.
 */
export function subscriptionRequest(filter: WireFilter, after: bigint | undefined): ReadReq {
  const options = baseOptions('forwards').setAll(allOptions('forwards', after));
  options.setSubscription(new streams.ReadReq.Options.SubscriptionOptions());
  options.setFilter(filterOptions(filter, 1).setCheckpointintervalmultiplier(1));
  return new streams.ReadReq().setOptions(options);
}

function baseOptions(direction: Direction): ReadReq.Options {
  const uuids = new streams.ReadReq.Options.UUIDOption().setString(new shared.Empty());
  return new streams.ReadReq.Options()
    .setReadDirection(direction === 'forwards' ? 0 : 1)
    .setResolveLinks(false)
    .setUuidOption(uuids);
}

function allOptions(direction: Direction, from: bigint | undefined): ReadReq.Options.AllOptions {
  const all = new streams.ReadReq.Options.AllOptions();
  if (from === undefined) return direction === 'forwards' ? all.setStart(new shared.Empty()) : all.setEnd(new shared.Empty());
  const position = new streams.ReadReq.Options.Position();
  return all.setPosition(position.setCommitPosition(String(from)).setPreparePosition(String(from)));
}

function filterOptions(filter: WireFilter, window: number): ReadReq.Options.FilterOptions {
  const expression = new streams.ReadReq.Options.FilterOptions.Expression();
  if ('regex' in filter) expression.setRegex(filter.regex);
  else expression.setPrefixList([...filter.prefixes]);
  const options = new streams.ReadReq.Options.FilterOptions();
  // The protocol asks for a multiplier on every filter, also where nothing is subscribed to.
  return options.setStreamIdentifier(expression).setMax(window).setCheckpointintervalmultiplier(1);
}
