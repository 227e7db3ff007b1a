import type { Money } from '@shop/shared-events';
import type { Refusal } from '@shop/platform/command-handling/decider.ts';
import { refuse } from '@shop/platform/command-handling/decider.ts';
import { type ProblemEntry, validationProblem } from '@shop/platform/http/problem.ts';

/** The execute options of an If-Match header; `*` is met by anything that exists. */
export function preconditionOf(ifMatch: number | 'any' | undefined, required: 'required' | 'optional') {
  return {
    ifMatch: ifMatch === 'any' ? undefined : ifMatch,
    ifMatchRequired: required === 'required' && ifMatch === undefined,
  };
}

/** A guard that answers 404 before anything else where the thing does not exist. */
export function mustExist<S>(exists: (state: S) => boolean, what: string) {
  return ({ state }: { readonly state: S }): Refusal | null =>
    exists(state) ? null : refuse('not-found', `There is no such ${what}.`).refused;
}

/** The shop has one currency: throws a 422 problem pointing at every amount in another one. */
export function checkCurrency(currency: string, amounts: Readonly<Record<string, Money | null | undefined>>): void {
  const errors = Object.entries(amounts).flatMap(([pointer, money]): ProblemEntry[] =>
    money && money.currency !== currency ? [{ pointer: `${pointer}/currency`, detail: `must be ${currency}` }] : [],
  );
  if (errors.length > 0) throw validationProblem(errors);
}
