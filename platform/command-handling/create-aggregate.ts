import { streamName } from '@shop/shared-events';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock/port.ts';
import { type EventStore, EventStoreUnavailableError, WrongExpectedRevisionError } from '../event-store/port.ts';
import type { Aggregate, AggregateSpec, ExecuteOptions, Loaded, Outcome } from './aggregate.ts';
import type { Cause } from './cause.ts';
import { CommandBatch, type Pending } from './command-batch.ts';
import { Mailboxes } from './mailbox.ts';
import { keyInProgress } from './refusals.ts';
import { catchUp, emptyStream, type StreamState } from './stream-state.ts';

/** Figures for metrics. */
export interface AggregateObserver {
  appended?(category: string, commands: number, events: number, milliseconds: number): void;
  conflicted?(category: string): void;
  /** The store did not say whether an append was kept; it is tried again. */
  unavailable?(category: string, milliseconds: number): void;
}

export interface AggregateDependencies {
  readonly store: EventStore;
  readonly clock: Clock;
  /**
   * True where no other process appends to these streams: what is cached is then current by itself,
   * and {@link Aggregate.load} reads nothing.
   */
  readonly soleWriter?: boolean;
  /** How many streams' states are kept in memory. */
  readonly cachedStreams?: number;
  readonly observe?: AggregateObserver;
}

const limits = { maxBatch: 256, maxWaiting: 20_000 };
const conflictTries = 10;
/** http-api.md: a command whose twin is still running waits this long for the first one's answer. */
const longestWaitForTwin = 5_000;

/** An aggregate on an event store: see {@link Aggregate} for what it promises. */
export function createAggregate<S, C, E extends { readonly type: string; readonly data: unknown }>(
  spec: AggregateSpec<S, C, E>,
  dependencies: AggregateDependencies,
): Aggregate<S, C, E> {
  const { store, clock, observe } = dependencies;
  const states = new LRUCache<string, StreamState<S>>({ max: dependencies.cachedStreams ?? 20_000 });
  const mailboxes = new Mailboxes<Pending<S, C, E>>(work, limits);
  const running = new Set<string>();
  /** Rises with every batch: what was read while it stood still is current. */
  let batches = 0;

  async function work(stream: string, commands: readonly Pending<S, C, E>[]): Promise<void> {
    try {
      await decideUntilKept(stream, commands);
    } catch (error) {
      // What became of the append is not known: the next command reads the stream anew.
      states.delete(stream);
      for (const { reject } of commands) reject(error);
    } finally {
      batches++;
    }
  }

  async function decideUntilKept(stream: string, commands: readonly Pending<S, C, E>[]): Promise<void> {
    const cached = states.get(stream);
    const kept = cached ?? (await read(stream));
    // Another process may have seen the same key: only who has read on can tell that it is used, and by which body.
    const keyed = commands.some(({ cause }) => cause.idempotency !== undefined);
    if (cached && keyed && !dependencies.soleWriter) await catchUp(spec, store, stream, kept);
    for (let attempt = 1; attempt <= conflictTries; attempt++) {
      try {
        return await new CommandBatch(spec, dependencies, stream, kept).run(commands);
      } catch (error) {
        if (!(error instanceof WrongExpectedRevisionError)) throw error;
        observe?.conflicted?.(spec.category);
        await catchUp(spec, store, stream, kept);
      }
    }
    throw new EventStoreUnavailableError(`${stream}: other writers were faster ${conflictTries} times`);
  }

  async function read(stream: string): Promise<StreamState<S>> {
    const fresh = emptyStream(spec.decider.initial);
    await catchUp(spec, store, stream, fresh);
    states.set(stream, fresh);
    return fresh;
  }

  function post(id: string, command: C, cause: Cause, options: ExecuteOptions<S>): Promise<Outcome<S, E>> {
    return new Promise((resolve, reject) => {
      mailboxes.post(streamName(spec.category, id), { command, cause, options, resolve, reject });
    });
  }

  async function postWithKey(
    twin: string,
    id: string,
    command: C,
    cause: Cause,
    options: ExecuteOptions<S>,
  ): Promise<Outcome<S, E>> {
    if (running.has(twin)) {
      const timeout = new AbortController();
      const answer = post(id, command, cause, options).finally(() => timeout.abort());
      const late = clock
        .sleep(longestWaitForTwin, timeout.signal)
        .then((): Outcome<S, E> => ({ accepted: false, refusal: keyInProgress, revision: -1 }));
      return Promise.race([answer, late.catch(() => answer)]);
    }
    running.add(twin);
    return post(id, command, cause, options).finally(() => running.delete(twin));
  }

  return {
    execute: (id, command, cause, options = {}) =>
      cause.idempotency
        ? postWithKey(`${id} ${cause.idempotency.key}`, id, command, cause, options)
        : post(id, command, cause, options),

    async load(id: string): Promise<Loaded<S>> {
      const stream = streamName(spec.category, id);
      // A reader of the log may have seen events whose append has not been answered here yet.
      await mailboxes.settled(stream);
      const cached = states.get(stream);
      if (cached && dependencies.soleWriter) return { state: cached.state, revision: cached.revision };
      // A copy: a batch may be at work on the cached one.
      const current = cached
        ? { state: cached.state, revision: cached.revision, commands: new Map() }
        : emptyStream(spec.decider.initial);
      const startedAt = batches;
      await catchUp(spec, store, stream, current);
      // That there is no stream is worth keeping only where no other process makes one: a process that looks and then
      // writes need not look again.
      const keep = current.revision >= 0 || dependencies.soleWriter === true;
      // A batch that has read the stream meanwhile is at work on what it keeps.
      const undisturbed = batches === startedAt && !states.has(stream);
      if (!cached && undisturbed && keep) states.set(stream, current);
      return { state: current.state, revision: current.revision };
    },
  };
}
