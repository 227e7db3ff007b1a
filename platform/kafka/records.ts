import { createHmac, timingSafeEqual } from 'node:crypto';
import type { EventMetadata, RecordedEvent } from '@shop/shared-events';

/** An event as a Kafka record: the stream is the key, so a stream stays in one partition and in order. */
export interface EventRecord {
  readonly key: string;
  /** JSON of `data` and `metadata`, readable as it stands. */
  readonly value: string;
  readonly headers: Record<string, string>;
  /** When the store recorded the event, milliseconds since 1970 as a decimal number. */
  readonly timestamp: string;
}

/** A record as a client reads it; a header that stands twice is a list. */
export interface ReadRecord {
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, Buffer | string | readonly (Buffer | string)[] | undefined>>;
}

/** The record is not one that our relay writes: of another form, or its signature is missing or wrong. */
export class UnreadableRecordError extends Error {
  override readonly name = 'UnreadableRecordError';
}

/**
 * The record of an event. With a secret it carries a signature (HMAC-SHA256 of key, value and the headers that
 * tell more than the value), so that readers can tell it from one that somebody else wrote to the topic.
 */
export function toRecord(event: RecordedEvent, secret?: string): EventRecord {
  const { id, type, data, metadata, stream, revision, position, recordedAt } = event;
  const value = JSON.stringify({ data, metadata });
  const identity = { type, eventId: id, revision: String(revision), position: String(position), recordedAt };
  const headers: Record<string, string> = {
    ...identity,
    version: String(metadata.version),
    correlationId: metadata.$correlationId,
    causationId: metadata.$causationId,
  };
  if (secret !== undefined) headers['signature'] = sign(secret, stream, value, identity).toString('base64url');
  return { key: stream, value, headers, timestamp: String(Date.parse(recordedAt)) };
}

/**
 * The event of a record. With a secret the signature must be right; without one the record is only known to have the
 * form of ours. Headers that are not ours are let be: tracing and mirroring add theirs. Throws
 * {@link UnreadableRecordError}.
 */
export function fromRecord(record: ReadRecord, secret?: string): RecordedEvent {
  const stream = text('key', record.key);
  const value = text('value', record.value);
  const header = (name: string): string => text(`header ${name}`, record.headers?.[name]);
  const identity = {
    type: header('type'),
    eventId: header('eventId'),
    revision: header('revision'),
    position: header('position'),
    recordedAt: header('recordedAt'),
  };
  if (secret !== undefined) checkSignature(header('signature'), sign(secret, stream, value, identity));
  const { data, metadata } = parse(value);
  check(header('version') === String(metadata.version), 'header version is not that of the metadata');
  check(header('correlationId') === metadata.$correlationId, 'header correlationId is not that of the metadata');
  check(header('causationId') === metadata.$causationId, 'header causationId is not that of the metadata');
  const { type, eventId: id, recordedAt } = identity;
  const [revision, position] = [Number(identity.revision), identity.position];
  check(/^\d{1,16}$/.test(identity.revision) && Number.isSafeInteger(revision), 'header revision is not a revision');
  check(/^\d{1,19}$/.test(position), 'header position is not a position');
  check(Number.isFinite(Date.parse(recordedAt)), 'header recordedAt is not an instant');
  return { id, type, data, metadata, stream, revision, position: BigInt(position), recordedAt };
}

/** What the value does not tell, and the signature therefore covers beside it. */
interface Identity {
  readonly type: string;
  readonly eventId: string;
  readonly revision: string;
  readonly position: string;
  readonly recordedAt: string;
}

function sign(secret: string, stream: string, value: string, identity: Identity): Buffer {
  const { type, eventId, revision, position, recordedAt } = identity;
  // JSON text has no line break of its own, so nothing can move from one part into the other.
  const signed = `${JSON.stringify([stream, type, eventId, revision, position, recordedAt])}\n${value}`;
  return createHmac('sha256', secret).update(signed).digest();
}

function checkSignature(given: string, right: Buffer): void {
  const bytes = Buffer.from(given, 'base64url');
  check(bytes.length === right.length && timingSafeEqual(bytes, right), 'the signature is not that of the relay');
}

function parse(value: string): { readonly data: unknown; readonly metadata: EventMetadata } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    throw new UnreadableRecordError('the value is not JSON');
  }
  check(isObject(parsed) && 'data' in parsed && isObject(parsed['metadata']), 'the value is not data and metadata');
  return parsed as { data: unknown; metadata: EventMetadata };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** UTF-8 text that is there once. */
function text(what: string, value: unknown): string {
  if (typeof value === 'string') return value;
  if (Buffer.isBuffer(value)) return value.toString('utf8');
  throw new UnreadableRecordError(Array.isArray(value) ? `the ${what} stands twice` : `the ${what} is missing`);
}

function check(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new UnreadableRecordError(otherwise);
}
