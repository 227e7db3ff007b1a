import type { RecordedEvent } from '@shop/shared-events';

const mostData = 160;

/** One event as a line for people: position, time, stream and revision, type, who, and the beginning of its data. */
export function lineOf({ position, recordedAt, stream, revision, type, metadata, data }: RecordedEvent): string {
  const json = JSON.stringify(data) ?? 'null';
  const shown = json.length > mostData ? `${json.slice(0, mostData - 1)}…` : json;
  return `${String(position).padStart(9)}  ${recordedAt}  ${printable(stream)}@${revision}  ${type}  by ${printable(metadata.actor.id)}  ${printable(shown)}`;
}

/** The whole event as one line of JSON; the position is a string, since it may be larger than a number holds. */
export function jsonOf(event: RecordedEvent): string {
  return printable(JSON.stringify({ ...event, position: String(event.position) }));
}

/** What would move a terminal's cursor or begin a line of its own is shown as a code. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]/gu, (sign) => `\\u${sign.codePointAt(0)?.toString(16).padStart(4, '0')}`);
}
