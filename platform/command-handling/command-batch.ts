import type { NewEvent } from '@shop/shared-events';
import { isoNow } from '../clock/port.ts';
import { EventStoreUnavailableError, WrongExpectedRevisionError } from '../event-store/port.ts';
import type { AggregateSpec, ExecuteOptions, Outcome } from './aggregate.ts';
import type { Cause } from './cause.ts';
import type { AggregateDependencies } from './create-aggregate.ts';
import type { Refusal } from './decider.ts';
import { encodeEvents } from './encode.ts';
import { checkPrecondition, keyReused } from './refusals.ts';
import { catchUp, emptyStream, evolveRecorded, nameOfCommand, type StreamState, type Trace } from './stream-state.ts';

/** A command waiting in a mailbox. */
export interface Pending<S, C, E> {
  readonly command: C;
  readonly cause: Cause;
  readonly options: ExecuteOptions<S>;
  readonly resolve: (outcome: Outcome<S, E>) => void;
  readonly reject: (error: unknown) => void;
}

/** A command decided in this batch: its twin in the same batch gets the same answer. */
interface Decided<S, E> extends Trace {
  readonly state: S;
  readonly events: readonly E[];
}

const appendTries = 4;
const firstBackOff = 20;

/**
 * Decides commands one after the other on top of what is kept, and appends what they come to at once.
 * Nothing it folds is visible outside until the append is kept.
 */
export class CommandBatch<S, C, E extends { readonly type: string; readonly data: unknown }> {
  readonly #spec: AggregateSpec<S, C, E>;
  readonly #dependencies: AggregateDependencies;
  readonly #stream: string;
  readonly #kept: StreamState<S>;
  readonly #decided = new Map<string, Decided<S, E>>();
  readonly #events: NewEvent[] = [];
  readonly #answers: (() => void)[] = [];
  #state: S;
  #revision: number;

  constructor(spec: AggregateSpec<S, C, E>, dependencies: AggregateDependencies, stream: string, kept: StreamState<S>) {
    this.#spec = spec;
    this.#dependencies = dependencies;
    this.#stream = stream;
    this.#kept = kept;
    this.#state = kept.state;
    this.#revision = kept.revision;
  }

  /**
   * Decides, appends, folds what was kept into the stream's state and answers every command. Throws
   * `WrongExpectedRevisionError` with nothing changed and nobody answered where another writer was faster.
   */
  async run(commands: readonly Pending<S, C, E>[]): Promise<void> {
    for (const pending of commands) await this.#decide(pending);
    if (this.#events.length > 0) {
      await this.#append(commands.length);
      this.#kept.state = this.#state;
      this.#kept.revision = this.#revision;
      for (const [name, { first, last, bodyHash }] of this.#decided) this.#kept.commands.set(name, { first, last, bodyHash });
    } else {
      await this.#checkCurrent();
    }
    // Refusals too are answered only now: they may rest on events of this very batch.
    for (const answer of this.#answers) answer();
  }

  async #decide(pending: Pending<S, C, E>): Promise<void> {
    const { command, cause, options } = pending;
    const refused =
      options.guard?.({ state: this.#state, revision: this.#revision }) ??
      (await this.#replay(pending)) ??
      checkPrecondition(options, this.#revision);
    if (refused === 'replayed') return;
    if (refused) return this.#refuse(pending, refused);
    const decision = this.#spec.decider.decide(command, this.#state);
    if ('refused' in decision) return this.#refuse(pending, decision.refused);
    this.#accept(pending, cause, decision.events);
  }

  #accept(pending: Pending<S, C, E>, cause: Cause, events: readonly E[]): void {
    const first = this.#revision + 1;
    for (const event of encodeEvents(events, cause, isoNow(this.#dependencies.clock))) {
      this.#state = evolveRecorded(this.#spec, this.#state, event);
      this.#revision++;
      this.#events.push(event);
    }
    const state = this.#state;
    const last = this.#revision;
    const name = nameOfCommand(this.#spec, cause);
    if (name !== null && events.length > 0) {
      this.#decided.set(name, { first, last, bodyHash: cause.idempotency?.bodyHash ?? null, state, events });
    }
    this.#answers.push(() => pending.resolve({ accepted: true, revision: last, state, events, replayed: false }));
  }

  #refuse(pending: Pending<S, C, E>, refusal: Refusal): void {
    const revision = this.#revision;
    this.#answers.push(() => pending.resolve({ accepted: false, refusal, revision }));
  }

  /** Answers a command that was done before as it was answered then; null where it is new. */
  async #replay(pending: Pending<S, C, E>): Promise<Refusal | 'replayed' | null> {
    const name = nameOfCommand(this.#spec, pending.cause);
    if (name === null) return null;
    const here = this.#decided.get(name);
    const trace = here ?? this.#kept.commands.get(name);
    if (!trace) return null;
    if (pending.cause.idempotency && trace.bodyHash !== pending.cause.idempotency.bodyHash) return keyReused;
    const { state, events } = here ?? (await this.#recall(trace));
    this.#answers.push(() => pending.resolve({ accepted: true, revision: trace.last, state, events, replayed: true }));
    return 'replayed';
  }

  /** The state and events of a command of the past, from the log. */
  async #recall(trace: Trace): Promise<{ state: S; events: readonly E[] }> {
    const { store } = this.#dependencies;
    const then = emptyStream(this.#spec.decider.initial);
    await catchUp(this.#spec, store, this.#stream, then, trace.last);
    const events: E[] = [];
    const range = { from: trace.first, limit: trace.last - trace.first + 1 };
    for await (const { type, data } of store.readStream(this.#stream, range)) events.push({ type, data } as E);
    return { state: then.state, events };
  }

  /** An append proves that nobody else has written meanwhile. Where nothing is appended the log has to be asked. */
  async #checkCurrent(): Promise<void> {
    if (this.#dependencies.soleWriter) return;
    const before = this.#kept.revision;
    await catchUp(this.#spec, this.#dependencies.store, this.#stream, this.#kept);
    const now = this.#kept.revision;
    if (now !== before) throw new WrongExpectedRevisionError(this.#stream, before < 0 ? 'no_stream' : before, now);
  }

  async #append(commands: number): Promise<void> {
    const { store, clock, observe } = this.#dependencies;
    const expected = this.#kept.revision < 0 ? 'no_stream' : this.#kept.revision;
    const startedAt = clock.now();
    for (let attempt = 1; ; attempt++) {
      try {
        await store.append(this.#stream, expected, this.#events);
        observe?.appended?.(this.#spec.category, commands, this.#events.length, clock.now() - startedAt);
        return;
      } catch (error) {
        if (!(error instanceof EventStoreUnavailableError)) throw error;
        observe?.unavailable?.(this.#spec.category, clock.now() - startedAt);
        // The same append made again is recognised by its event ids, whatever became of the first.
        if (attempt >= appendTries) throw error;
        await clock.sleep(firstBackOff * 4 ** (attempt - 1));
      }
    }
  }
}
