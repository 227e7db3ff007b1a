import type { ReadResp } from '@eventstore/db-client/generated/streams_pb.js';
import type { UUID } from '@eventstore/db-client/generated/shared_pb.js';
import type { EventMetadata, RecordedEvent } from '@shop/shared-events';
import { EventStoreUnavailableError } from '../port.ts';
import { safeNumber } from './errors.ts';
import { portName } from './names.ts';

/** The server counts time in pieces of 100 ns since 1970. */
const ticksPerMillisecond = 10_000n;
const decoder = new TextDecoder();

/**
 * The event, or undefined where it is none of the shop's: the server's own events and links, and what another
 * program wrote without data and metadata in JSON.
 */
export function recordedOf(read: ReadResp.ReadEvent): RecordedEvent | undefined {
  const event = read.getEvent();
  const stream = portName(decoder.decode(event?.getStreamIdentifier()?.getStreamName_asU8()));
  const facts = event?.getMetadataMap();
  const type = facts?.get('type') ?? '$';
  if (!event || !facts || stream === undefined || type.startsWith('$')) return undefined;
  const [data, metadata] = [parsed(event.getData_asU8()), parsed(event.getCustomMetadata_asU8())];
  if (!data || !isMetadata(metadata?.value)) return undefined;
  const revision = safeNumber(BigInt(event.getStreamRevision()));
  const created = BigInt(facts.get('created') ?? '0');
  return {
    id: uuidText(event.getId()),
    type,
    data: data.value,
    metadata: metadata.value,
    stream,
    revision,
    position: positionOf(read),
    recordedAt: new Date(Number(created / ticksPerMillisecond)).toISOString(),
  };
}

/** Where the event stands in the log. */
export function positionOf(read: ReadResp.ReadEvent): bigint {
  for (const text of [read.hasCommitPosition() ? read.getCommitPosition() : '', read.getEvent()?.getCommitPosition() ?? '']) {
    // "Not told" is -1 as an unsigned number.
    if (text !== '' && BigInt.asIntN(64, BigInt(text)) >= 0n) return BigInt(text);
  }
  throw new EventStoreUnavailableError('EventStoreDB is too old: it does not tell the positions of events');
}

/** Bytes an event takes, roughly. */
export function sizeOf(read: ReadResp.ReadEvent): number {
  const event = read.getEvent();
  return event ? event.getData_asU8().length + event.getCustomMetadata_asU8().length : 0;
}

/** The text of an id, which the server may also send as two numbers. */
export function uuidText(uuid: UUID | undefined): string {
  const bits = uuid?.getStructured();
  if (!bits) return (uuid?.getString() ?? '').toLowerCase();
  const half = (text: string): string => BigInt.asUintN(64, BigInt(text)).toString(16).padStart(16, '0');
  const hex = half(bits.getMostSignificantBits()) + half(bits.getLeastSignificantBits());
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

function parsed(bytes: Uint8Array): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(decoder.decode(bytes)) as unknown };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What is inside is the reader's to check, as with every store. */
function isMetadata(value: unknown): value is EventMetadata {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
