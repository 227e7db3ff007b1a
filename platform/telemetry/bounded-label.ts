/** Values beyond this many share one label: a label is for a handful of kinds, never for ids. */
const mostValues = 200;
const longestValue = 120;
/** Ids: a UUID anywhere, or eight digits or more in a row. */
const idForm = /[0-9a-f]{8}-[0-9a-f]{4}-|\d{8,}/i;

/** Keeps the values of one label few: what looks like an id, is too long or comes too late reads `other`. */
export function boundedLabel(): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= mostValues || value.length > longestValue || idForm.test(value)) return 'other';
    known.add(value);
    return value;
  };
}
