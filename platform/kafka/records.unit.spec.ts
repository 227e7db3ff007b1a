import { deepStrictEqual, ok, strictEqual, throws } from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { RecordedEvent } from '@shop/shared-events';
import { sampleEvents } from '../event-publisher/contract.ts';
import { fromRecord, type ReadRecord, toRecord, UnreadableRecordError } from './records.ts';

const secret = 'shared by relay and readers';
const event = sampleEvents('order-1', 8, 40n)[7]!;

/** As it comes out of the broker. */
function asRead({ key, value, headers }: ReturnType<typeof toRecord>): ReadRecord {
  const bytes = Object.entries(headers).map(([name, text]) => [name, Buffer.from(text)] as const);
  return { key: Buffer.from(key), value: Buffer.from(value), headers: Object.fromEntries(bytes) };
}

const refused = (record: ReadRecord, key?: string): void => throws(() => fromRecord(record, key), UnreadableRecordError);

describe('the record of an event', () => {
  it('can be read as it stands', () => {
    const record = toRecord(event);
    strictEqual(record.key, 'order-1');
    deepStrictEqual(JSON.parse(record.value), { data: { revision: 7 }, metadata: event.metadata });
    deepStrictEqual(record.headers, {
      type: 'OrderConfirmed',
      version: '1',
      eventId: 'order-1/7',
      correlationId: 'correlation',
      causationId: 'causation',
      revision: '7',
      position: '47',
      recordedAt: '2026-01-01T00:00:00.000Z',
    });
    strictEqual(record.timestamp, String(Date.UTC(2026, 0, 1)));
  });

  it('gives the event back, whatever text and data it has, signed or not', () => {
    const anyText = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(
        anyText,
        anyText,
        fc.jsonValue(),
        fc.nat(),
        fc.bigInt(0n, 2n ** 62n),
        (stream, type, data, revision, position) => {
          // What JSON cannot tell apart (-0) no store does either.
          const one: RecordedEvent = { ...event, stream, type, data: JSON.parse(JSON.stringify(data)), revision, position };
          deepStrictEqual(fromRecord(asRead(toRecord(one))), one);
          deepStrictEqual(fromRecord(asRead(toRecord(one, secret)), secret), one);
        },
      ),
    );
  });

  it('lets headers of others be', () => {
    const record = asRead(toRecord(event, secret));
    deepStrictEqual(fromRecord({ ...record, headers: { ...record.headers, b3: Buffer.from('0') } }, secret), event);
  });
});

describe('a record that is not one of ours', () => {
  const good = asRead(toRecord(event, secret));
  const withHeader = (name: string, value: Buffer | Buffer[] | undefined): ReadRecord => ({
    ...good,
    headers: { ...good.headers, [name]: value },
  });

  it('is refused where a part is missing or stands twice', () => {
    refused({ ...good, key: null });
    refused({ ...good, value: null });
    refused({ key: good.key, value: good.value });
    for (const name of Object.keys(toRecord(event).headers)) {
      refused(withHeader(name, undefined));
      refused(withHeader(name, [good.headers![name] as Buffer, Buffer.from('other')]));
    }
  });

  it('is refused where a part has another form', () => {
    for (const value of ['', '{', '[]', 'null', '1', '{}', '{"data":1}', '{"data":1,"metadata":[]}']) {
      refused({ ...good, value: Buffer.from(value) });
    }
    for (const number of ['', '-1', '1.5', '1e3', '0x1', ' 1', '9'.repeat(20)]) {
      refused(withHeader('revision', Buffer.from(number)));
      refused(withHeader('position', Buffer.from(number)));
    }
    refused(withHeader('recordedAt', Buffer.from('yesterday')));
    for (const name of ['version', 'correlationId', 'causationId']) refused(withHeader(name, Buffer.from('2')));
  });

  it('is refused where a signature is asked for and is missing, or of another secret', () => {
    refused(asRead(toRecord(event)), secret);
    refused(asRead(toRecord(event, 'guessed')), secret);
    refused(withHeader('signature', Buffer.from('')), secret);
  });

  it('is refused where anything of a signed record was changed', () => {
    const other = toRecord({ ...event, stream: 'order-2', type: 'OrderCancelled', id: 'x', revision: 8, position: 48n }, secret);
    refused({ ...good, key: Buffer.from('order-2') }, secret);
    refused({ ...good, value: Buffer.from(`${String(good.value)} `) }, secret);
    for (const name of ['type', 'eventId', 'revision', 'position']) {
      refused(withHeader(name, Buffer.from(other.headers[name]!)), secret);
    }
    refused(withHeader('recordedAt', Buffer.from('2026-01-02T00:00:00.000Z')), secret);
  });

  it('never makes the reader fail in another way', () => {
    const part = fc.option(
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      { nil: null },
    );
    const names = fc.constantFrom(...Object.keys(toRecord(event, secret).headers), '__proto__', 'constructor');
    fc.assert(
      fc.property(
        part,
        part,
        fc.dictionary(
          names,
          part.map((bytes) => bytes ?? undefined),
        ),
        (key, value, headers) => {
          try {
            ok(fromRecord({ key, value, headers }));
          } catch (error) {
            ok(error instanceof UnreadableRecordError);
          }
        },
      ),
    );
  });
});
