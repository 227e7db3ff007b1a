/**
 * The instant of a local time in a zone, ISO 8601 with offset. In the hour that occurs twice the first one is
 * meant; a time that never was (clocks going forward) counts as if they had not yet.
 */
export function instantOf(local: string, timeZone: string): string {
  const asUtc = Date.parse(`${local}Z`);
  const before = offsetAt(asUtc - 12 * 3_600_000, timeZone);
  const candidate = asUtc - before;
  const offset = offsetAt(candidate, timeZone) === before ? before : offsetAt(asUtc - offsetAt(candidate, timeZone), timeZone);
  return `${local}${format(offset)}`;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Milliseconds that the zone's clocks are ahead of UTC at an instant. */
function offsetAt(instant: number, timeZone: string): number {
  let formatter = formatters.get(timeZone);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' });
    formatters.set(timeZone, formatter);
  }
  const parts = Object.fromEntries(formatter.formatToParts(instant).map(({ type, value }) => [type, value]));
  return (
    Date.parse(`${parts['year']}-${parts['month']}-${parts['day']}T${parts['hour']}:${parts['minute']}:${parts['second']}Z`) -
    Math.floor(instant / 1000) * 1000
  );
}

function format(offset: number): string {
  const minutes = Math.abs(offset) / 60_000;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(minutes / 60)}:${two(minutes % 60)}`;
}
