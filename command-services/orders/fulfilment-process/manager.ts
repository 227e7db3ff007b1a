import type { FulfilmentProcessEvent } from '@shop/shared-events';
import type { OrderState } from '../order/state.ts';
import type { Cause } from '@shop/platform/command-handling/cause.ts';
import { derivedId } from '@shop/platform/ids/derived.ts';
import { performEffect, type EffectDependencies } from './effects.ts';
import type { Input, Situation } from './messages.ts';
import type { Processes } from './process.ts';
import { react } from './react.ts';
import { setAside } from './reaction.ts';
import type { ProcessState } from './state.ts';

export interface ManagerDependencies extends EffectDependencies {
  readonly processes: Processes;
  readonly observe?: ProcessObserver;
}

/** Figures for metrics. */
export interface ProcessObserver {
  /** Told once of every process that ended. */
  ended(outcome: string): void;
  /** Told whenever a process is marked as stuck: a step of it keeps failing. */
  stuck(step: string): void;
}

/** What set a go in motion. */
export interface Trigger {
  /** Id of the event, or name of the deadline: the same trigger gives the same commands. */
  readonly id: string;
  readonly correlationId: string;
  readonly traceparent?: string | undefined;
  /** When the event was recorded, ISO 8601; absent of a deadline. */
  readonly recordedAt?: string;
  /** The order's revision that was heard of; -1 where none was. */
  readonly revision: number;
}

/** Another runner has written to this process meanwhile; begin anew from what it wrote. */
export class ProcessMovedError extends Error {
  override readonly name = 'ProcessMovedError';
}

/** The log tells of an event whose append has not been acknowledged to its writer yet: it will be in a moment. */
export class NotAcknowledgedYetError extends Error {
  override readonly name = 'NotAcknowledgedYetError';
}

/** Waits for an acknowledgement that the feed has overtaken. */
const acknowledgementWaitsMs = [1, 2, 5, 20, 50];

/** More steps in one go than any way through the process has. */
const mostSteps = 50;

/**
 * Takes one order's process as far as it goes: reacts, writes, acts, and reacts to the answer, until nothing
 * is left to do. Answers where the process then stands. Calls for one order must not overlap. Throws
 * {@link ProcessMovedError} and what the event store throws; nothing is lost then, do it again.
 */
export async function manage(
  dependencies: ManagerDependencies,
  orderId: string,
  input: Input,
  trigger: Trigger,
): Promise<ProcessState> {
  const go = await begin(dependencies, orderId, trigger);
  let next = input;
  for (let step = 0; step < mostSteps; step++) {
    const { events, effect } = react(go.situation(), next);
    await go.write(events);
    if (effect === null) return go.situation().process;
    const { order, process } = go.situation();
    const situation = { order, heldAgain: process.heldAgain };
    const done = await performEffect(dependencies, situation, effect, causeOf(trigger));
    go.sees(done.order);
    next = { kind: 'answered', answer: done.answer };
  }
  throw new Error(`process ${orderId} does not come to rest`);
}

/** Marks a process as stuck that fails for a reason of its own, to be looked at again after a long while. */
export async function giveUp(
  dependencies: ManagerDependencies,
  orderId: string,
  trigger: Trigger,
  reason: string,
): Promise<ProcessState> {
  const go = await begin(dependencies, orderId, trigger);
  await go.write(setAside(go.situation(), reason).events);
  return go.situation().process;
}

async function begin({ processes, orders, clock, policy, observe }: ManagerDependencies, orderId: string, trigger: Trigger) {
  const startedAt = clock.now();
  let { state: process, revision } = await processes.load(orderId);
  let order = await orderAsOf(trigger.revision);

  async function orderAsOf(wanted: number): Promise<OrderState> {
    for (const wait of [...acknowledgementWaitsMs, null]) {
      const { state, revision: known } = await orders.load(orderId);
      if (known >= wanted) return state;
      if (wait !== null) await clock.sleep(wait);
    }
    throw new NotAcknowledgedYetError(`order ${orderId} is not at revision ${wanted} yet`);
  }

  return {
    situation: (): Situation => ({ process, order, trigger: trigger.id, startedAt, now: clock.now(), policy }),
    sees(fresher: typeof order): void {
      order = fresher;
    },
    async write(events: readonly FulfilmentProcessEvent[]): Promise<void> {
      if (events.length === 0) return;
      const cause = { ...causeOf(trigger), commandId: derivedId('process', orderId, String(revision), trigger.id) };
      const outcome = await processes.execute(orderId, { type: 'RecordProgress', events }, cause, { ifMatch: revision });
      if (!outcome.accepted) throw new ProcessMovedError(`process ${orderId}: ${outcome.refusal.detail}`);
      ({ state: process, revision } = outcome);
      if (observe && !outcome.replayed) tell(observe, events);
    },
  };
}

function tell(observe: ProcessObserver, events: readonly FulfilmentProcessEvent[]): void {
  for (const { type, data } of events) {
    if (type === 'FulfilmentProcessEnded') observe.ended(data.outcome);
    if (type === 'FulfilmentProcessStuck') observe.stuck(data.step);
  }
}

function causeOf(trigger: Trigger): Omit<Cause, 'commandId'> {
  const { id, correlationId, traceparent } = trigger;
  return { correlationId, causationId: id, traceparent, actor: { id: 'fulfilment-process', kind: 'process' } };
}
