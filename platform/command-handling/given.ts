import { deepStrictEqual } from 'node:assert/strict';
import type { Decider } from './decider.ts';

/**
 * The form of every rule's test: `given(decider, ...past).when(command).then(...events)`, or
 * `.refused('code')`. The past is folded by the decider's own `evolve`.
 */
export function given<S, C, E>(decider: Decider<S, C, E>, ...past: readonly E[]) {
  const state = past.reduce(decider.evolve, decider.initial);
  return {
    state,
    when(command: C) {
      const decision = decider.decide(command, state);
      return {
        decision,
        then(...expected: readonly E[]): void {
          deepStrictEqual(decision, { events: expected });
        },
        refused(code: string, extra?: Readonly<Record<string, unknown>>): void {
          if (!('refused' in decision)) throw new Error(`accepted with ${JSON.stringify(decision.events)}; ${code} was expected`);
          deepStrictEqual(decision.refused.code, code);
          if (extra) deepStrictEqual(decision.refused.extra, extra);
        },
      };
    },
  };
}
