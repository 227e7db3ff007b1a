import type { RecordedEvent } from '@shop/shared-events';

/** One change to one event of a log. */
export interface Mutant {
  readonly name: string;
  readonly event: RecordedEvent;
  readonly log: readonly RecordedEvent[];
}

/** Takes the event away and leaves the gap. */
export function* deleted(log: readonly RecordedEvent[]): Iterable<Mutant> {
  for (const [index, event] of log.entries()) yield mutant('delete', event, log.toSpliced(index, 1));
}

/** Takes the event away and closes the gap, as if it had never been written. */
export function* neverWritten(log: readonly RecordedEvent[]): Iterable<Mutant> {
  for (const [index, event] of log.entries()) yield mutant('never written', event, renumbered(log.toSpliced(index, 1)));
}

/** The same event twice: delivered twice as it is; written twice; written twice by a command of its own. */
export function* doubled(log: readonly RecordedEvent[], newId: (event: RecordedEvent) => RecordedEvent): Iterable<Mutant> {
  for (const [index, event] of log.entries()) {
    yield mutant('double', event, log.toSpliced(index, 0, event));
    yield mutant('write twice', event, renumbered(log.toSpliced(index, 0, event)));
    yield mutant('do twice', event, renumbered(log.toSpliced(index + 1, 0, newId(event))));
  }
}

/** Two events of one stream change places, and take over each other's place in the log and in the stream. */
export function* swapped(log: readonly RecordedEvent[]): Iterable<Mutant> {
  for (const [index, event] of log.entries()) {
    const next = log.findIndex((other, place) => place > index && other.stream === event.stream);
    const other = log[next];
    if (!other) continue;
    const [a, b] = [takingPlaceOf(other, event), takingPlaceOf(event, other)];
    yield mutant('swap', event, log.with(index, a).with(next, b));
  }
}

/** Every number and every id of the event's data altered, one at a time, wherever it stands. */
export function* altered(log: readonly RecordedEvent[]): Iterable<Mutant> {
  for (const [index, event] of log.entries()) {
    for (const { path, data } of alterations(event.data, ''))
      yield mutant(`alter ${path}`, event, log.with(index, { ...event, data }));
  }
}

/** Revision, position, id, stream, command, key and body's hash altered, one at a time. */
export function* misplaced(log: readonly RecordedEvent[]): Iterable<Mutant> {
  for (const [index, event] of log.entries()) {
    const { metadata } = event;
    const put = (name: string, change: Partial<RecordedEvent>): Mutant =>
      mutant(name, event, log.with(index, { ...event, ...change }));
    yield put('alter $revision', { revision: event.revision + 1 });
    yield put('alter $position', { position: event.position - 1n });
    yield put('alter $id', { id: otherText(event.id) });
    yield put('alter $stream', { stream: otherText(event.stream) });
    yield put('alter $commandId', { metadata: { ...metadata, commandId: `${metadata.commandId}x` } });
    const { idempotency } = metadata;
    if (!idempotency) continue;
    const { key, bodyHash } = idempotency;
    yield put('alter $key', { metadata: { ...metadata, idempotency: { key: `${key}x`, bodyHash } } });
    const { idempotency: _, ...without } = metadata;
    yield put('lose $key', { metadata: without });
  }
}

function* alterations(value: unknown, path: string): Iterable<{ readonly path: string; readonly data: unknown }> {
  if (typeof value === 'number') yield { path, data: value + 1 };
  if (typeof value === 'number' && value > 0) yield { path, data: value - 1 };
  if (typeof value === 'string' && /(Id|sku|code|trigger|stream|name)$/.test(path)) yield { path, data: otherText(value) };
  if (typeof value !== 'object' || value === null) return;
  const parts: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  for (const [key, part] of parts) {
    for (const altered of alterations(part, typeof key === 'number' ? path : path === '' ? key : `${path}.${key}`)) {
      const data = Array.isArray(value) ? value.with(Number(key), altered.data) : { ...value, [key]: altered.data };
      yield { path: altered.path, data };
    }
  }
}

/** Another text of the same form: its last letter or digit changed. */
function otherText(text: string): string {
  const last = text.at(-1) ?? '';
  return text.slice(0, -1) + (last === '0' ? '1' : /[0-9a-f]/.test(last) ? '0' : last === 'X' ? 'Y' : 'X');
}

/** Positions and revisions without gaps. */
function renumbered(log: readonly RecordedEvent[]): RecordedEvent[] {
  const next = new Map<string, number>();
  return log.map((event, index) => {
    const revision = next.get(event.stream) ?? 0;
    next.set(event.stream, revision + 1);
    return { ...event, revision, position: BigInt(index) };
  });
}

function takingPlaceOf(event: RecordedEvent, place: RecordedEvent): RecordedEvent {
  return { ...event, revision: place.revision, position: place.position, recordedAt: place.recordedAt };
}

function mutant(name: string, event: RecordedEvent, log: readonly RecordedEvent[]): Mutant {
  return { name, event, log };
}
