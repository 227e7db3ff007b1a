import type { ShopEvent, Told } from '../core/told.ts';
import type { World } from '../facts/world.ts';

/** Where a stream stands: a word per axis. An axis that has none yet is `none`. */
export type Axes = Readonly<Record<string, string>>;

/** A thing inside a stream that has states of its own, such as one refund of an order. */
export interface Move {
  readonly part: string;
  readonly id: string;
  /** The states it may come from, parted by blanks. */
  readonly from: string;
  readonly to: string;
}

/** One row of a transition table. */
export interface Transition<E extends ShopEvent> {
  /** For each axis named, the states in which the event may happen, parted by blanks. */
  readonly when?: Axes | ((event: Told<E>) => Axes);
  /** Where the axes go; where quantities decide, by the world after the event. */
  readonly then?: Axes | ((event: Told<E>, world: World) => Axes);
  readonly moves?: (event: Told<E>, world: World) => readonly Move[];
}

/** A row for every type of event the stream may hold. */
export type Machine<E extends ShopEvent> = { readonly [T in E['type']]: Transition<Extract<E, { type: T }>> };

/** A table without the types of its rows: what runs it asks for the row of the event's own type. */
export type AnyMachine = Readonly<Record<string, Transition<never> | undefined>>;

/** What the table's row says about an event, with everything that depends on the event worked out. */
export interface Rules {
  readonly when: Axes;
  readonly moves: readonly Move[];
}

/** Null where the machine has no row for the event's type. */
export function rulesFor(machine: AnyMachine, event: Told, world: World): Rules | null {
  const row = machine[event.type] as Transition<ShopEvent> | undefined;
  if (!row) return null;
  const when = typeof row.when === 'function' ? row.when(event) : (row.when ?? {});
  return { when, moves: row.moves?.(event, world) ?? [] };
}

/** The axes that the event changes; by the world after it. */
export function changesBy(machine: AnyMachine, event: Told, world: World): Axes {
  const then = (machine[event.type] as Transition<ShopEvent> | undefined)?.then ?? {};
  return typeof then === 'function' ? then(event, world) : then;
}

export function allows(states: string, state: string): boolean {
  return states.split(' ').includes(state);
}
