import { eventCatalogue, upcast, type EventMetadata, type RecordedEvent } from '@shop/shared-events';
import type { EventStore } from '../event-store/port.ts';
import type { AggregateSpec } from './aggregate.ts';
import type { Cause } from './cause.ts';

/** What one command left in a stream. */
export interface Trace {
  readonly first: number;
  last: number;
  /** Hash of the body the command came with; null for commands without an idempotency key. */
  readonly bodyHash: string | null;
}

/** A stream folded to some revision, with what is needed to recognise commands it has seen. */
export interface StreamState<State> {
  state: State;
  /** -1 before the first event. */
  revision: number;
  readonly commands: Map<string, Trace>;
}

export function emptyStream<State>(initial: State): StreamState<State> {
  return { state: initial, revision: -1, commands: new Map() };
}

/** The event's data in today's shape, folded into the aggregate's state. */
export function evolveRecorded<S, C, E>(
  spec: AggregateSpec<S, C, E>,
  state: S,
  event: { readonly type: string; readonly data: unknown; readonly metadata: EventMetadata },
): S {
  const data = upcast(eventCatalogue, event.type, event.metadata.version, event.data);
  return spec.decider.evolve(state, { type: event.type, data } as E);
}

/** The name under which a command is remembered: its idempotency key, or its id; null where it is not. */
export function nameOfCommand(
  spec: Pick<AggregateSpec<unknown, never, unknown>, 'dedupe'>,
  cause: Pick<Cause, 'commandId' | 'idempotency'>,
): string | null {
  if (cause.idempotency) return `key:${cause.idempotency.key}`;
  return spec.dedupe === 'command' ? cause.commandId : null;
}

/** Reads and folds whatever lies behind the state's revision, up to `last` where it is given. */
export async function catchUp<S, C, E>(
  spec: AggregateSpec<S, C, E>,
  store: EventStore,
  stream: string,
  into: StreamState<S>,
  last = Number.POSITIVE_INFINITY,
): Promise<void> {
  const from = into.revision + 1;
  for await (const event of store.readStream(stream, Number.isFinite(last) ? { from, limit: last - from + 1 } : { from })) {
    if (event.revision !== into.revision + 1) {
      throw new Error(`${stream}: revision ${event.revision} follows ${into.revision}; the log is not dense`);
    }
    into.state = evolveRecorded(spec, into.state, event);
    into.revision = event.revision;
    remember(spec, into.commands, event);
  }
}

function remember<S, C, E>(spec: AggregateSpec<S, C, E>, commands: Map<string, Trace>, event: RecordedEvent): void {
  const { metadata, revision } = event;
  const name = nameOfCommand(spec, metadata);
  if (name === null) return;
  const known = commands.get(name);
  if (known) known.last = revision;
  else commands.set(name, { first: revision, last: revision, bodyHash: metadata.idempotency?.bodyHash ?? null });
}
