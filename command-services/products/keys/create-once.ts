import type { Aggregate, Outcome } from '@shop/platform/command-handling/aggregate.ts';
import type { Cause } from '@shop/platform/command-handling/cause.ts';
import { keyReused } from '@shop/platform/command-handling/refusals.ts';
import type { Ids } from '@shop/platform/ids/port.ts';
import { type Category, streamName } from '@shop/shared-events';
import type { BindingCommand, BindingEvent, BindingState } from './binding.ts';

type Bindings = Aggregate<BindingState, BindingCommand, BindingEvent>;

/** A category of streams and who writes them. */
export interface Named<S, C, E> {
  readonly category: Category;
  readonly aggregate: Aggregate<S, C, E>;
}

/** Executes a command that creates the thing of this id. */
export type CreateOnce = <S, C, E>(named: Named<S, C, E>, id: string, command: C, cause: Cause) => Promise<Outcome<S, E>>;

/**
 * Creates what is named by the body and not by the key, such as a stock item by its SKU. The same key with
 * another name would meet another stream, where nothing tells of the first: so the key is bound to its stream
 * before, in the log, and freed where the command is refused. Refused with `idempotency-key-reused`.
 */
export function createOnce(bindings: Bindings, ids: Ids): CreateOnce {
  return async ({ category, aggregate }, id, command, cause) => {
    if (!cause.idempotency) return aggregate.execute(id, command, cause);
    const { key } = cause.idempotency;
    const stream = streamName(category, id);
    const bound = (await bindings.load(key)).state.stream;
    if (bound !== null && bound !== stream) return { accepted: false, refusal: keyReused, revision: -1 };
    // Where the thing exists, its own stream knows whether this is a repetition; a refusal then leaves no trace.
    if ((await aggregate.load(id)).revision >= 0) return aggregate.execute(id, command, cause);
    // What binding does follows from the key's state alone; each step is a command of its own.
    const step = (type: BindingCommand['type']) =>
      bindings.execute(
        key,
        { type, stream },
        { ...cause, commandId: ids.next(), causationId: cause.commandId, idempotency: undefined },
      );
    const binding = await step('Bind');
    if (!binding.accepted) return { accepted: false, refusal: binding.refusal, revision: -1 };
    const outcome = await aggregate.execute(id, command, cause);
    if (!outcome.accepted && binding.events.length > 0) await step('Free');
    return outcome;
  };
}
