const dayMs = 86_400_000;

/** A calendar day as days since 1 January 1970; a month as months since January 1970. */
export type Day = number;
export type Month = number;

/** The day of an instant (ISO 8601) in a time zone. Made once per zone: the formatter behind it is costly to make. */
export function dayIn(timeZone: string): (instant: string) => Day {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, calendar: 'gregory', numberingSystem: 'latn' },
    ...{ year: 'numeric', month: 'numeric', day: 'numeric' },
  });
  return (instant) => {
    const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
    for (const { type, value } of format.formatToParts(Date.parse(instant))) parts[type] = value;
    return Date.UTC(Number(parts.year), Number(parts.month) - 1, Number(parts.day)) / dayMs;
  };
}

/** `YYYY-MM-DD` */
export function dayText(day: Day): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/** The day a valid `YYYY-MM-DD` names. */
export function parseDay(text: string): Day {
  return Date.parse(text) / dayMs;
}

export function monthOf(day: Day): Month {
  const date = new Date(day * dayMs);
  return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
}
