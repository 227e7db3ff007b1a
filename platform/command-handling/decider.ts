/** A command that the state does not allow. `code` is the problem's type on the wire (http-api.md); nothing changes. */
export interface Refusal {
  readonly code: string;
  /** One sentence for people. */
  readonly detail: string;
  /** Further members of the problem document, e.g. `current` and `allowed`. */
  readonly extra?: Readonly<Record<string, unknown>>;
}

/** What a command comes to: events (none where there is nothing to do), or a refusal. */
export type Decision<E> = { readonly events: readonly E[] } | { readonly refused: Refusal };

/**
 * An aggregate as three pure functions (Chassaing's decider). Time and ids arrive with the command.
 * `decide` runs many times for one command when writers collide: it must not depend on anything but its arguments.
 */
export interface Decider<State, Command, Event> {
  readonly initial: State;
  readonly decide: (command: Command, state: State) => Decision<Event>;
  readonly evolve: (state: State, event: Event) => State;
}

/** Nothing to do: the state is already what the command asks for. */
export const nothing: { readonly events: readonly never[] } = { events: [] };

/** The events a command comes to. */
export function accept<E>(...events: readonly E[]): { readonly events: readonly E[] } {
  return { events };
}

/** Refuses a command. */
export function refuse(code: string, detail: string, extra?: Readonly<Record<string, unknown>>): { readonly refused: Refusal } {
  return { refused: extra === undefined ? { code, detail } : { code, detail, extra } };
}
