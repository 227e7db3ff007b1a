import { categoryOf } from '@shop/shared-events';
import type { Check } from '../core/check.ts';
import { machines } from '../machines/index.ts';
import { allows, rulesFor } from '../machines/machine.ts';

/** Invariant 7: every stream is accepted by the state machines of `machines/`, which know nothing of the deciders. */
export const acceptedStreams: Check = {
  number: '7',
  title: 'every stream is accepted by an independently written state machine',
  before(event, world, tell) {
    const { stream, revision, type } = event;
    const rules = rulesFor(machines.get(categoryOf(stream)) ?? {}, event, world);
    if (!rules) return tell(stream, revision, `no machine knows ${type}`);
    for (const [axis, states] of Object.entries(rules.when)) {
      const state = world.axis(stream, axis);
      if (!allows(states, state)) tell(stream, revision, `${type} where ${axis} is ${state}`);
    }
    for (const move of rules.moves) {
      const state = world.part(stream, move);
      if (!allows(move.from, state)) tell(stream, revision, `${type} where ${move.part} ${move.id} is ${state}`);
    }
  },
};
