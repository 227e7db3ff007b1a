import type { NewEvent } from '@shop/shared-events';
import type { ExpectedRevision } from './port.ts';

/** Most events of one append, and of one batch of a subscription. */
export const mostEvents = 10_000;

/** Refuses an append that no store could keep as it was given: a mistake of the caller, not a state of the log. */
export function checkAppend(stream: string, expected: ExpectedRevision, events: readonly NewEvent[]): void {
  checkText('the name of a stream', stream);
  if (expected !== 'no_stream') checkCount('an expected revision', expected, 0);
  checkCount('the number of events of an append', events.length, 1, mostEvents);
  for (const event of events) {
    checkText('the id of an event', event.id);
    checkText('the type of an event', event.type);
  }
}

/** A whole number within its bounds; `RangeError` otherwise. */
export function checkCount(what: string, value: number, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  throw new RangeError(`${what} is a whole number of at least ${least} and at most ${most}, not ${value}`);
}

/**
 * Lone surrogates have no UTF-8: two names that differ in them alone would be one in the store. Text with
 * NUL cannot be kept by every store.
 */
function checkText(what: string, text: string): void {
  if (text.length > 0 && text.length <= 1_024 && text.isWellFormed() && !text.includes('\0')) return;
  throw new RangeError(
    `${what} is well-formed text of 1 to 1024 characters without NUL, not ${JSON.stringify(text.slice(0, 60))}`,
  );
}

/** The JSON text of what an event carries. `TypeError` where JSON has no form for it. */
export function jsonText(what: string, value: unknown): string {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`${what} has no form in JSON`);
  return text;
}
