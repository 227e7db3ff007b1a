/** Names that sales files use and that are not those of CLDR. Places that are no country get codes ISO 3166-1 leaves to users. */
const special: Readonly<Record<string, string>> = {
  EIRE: 'IE',
  USA: 'US',
  RSA: 'ZA',
  'Czech Republic': 'CZ',
  'Hong Kong': 'HK',
  'Channel Islands': 'XC',
  'European Community': 'EU',
  Unspecified: 'XX',
};

let byName: ReadonlyMap<string, string> | undefined;

/** ISO 3166-1 alpha-2 of a country's English name; `XX` where it is not known. */
export function countryCode(name: string): string {
  return special[name] ?? (byName ??= namesOfCountries()).get(name) ?? 'XX';
}

function namesOfCountries(): Map<string, string> {
  const display = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCharCode(65 + index));
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  const names = new Map<string, string>();
  for (const code of codes) {
    const name = display.of(code);
    // A code that was withdrawn (DD, BU) still has its country's name; it is canonically another.
    if (name !== undefined && Intl.getCanonicalLocales(`und-${code}`)[0] === `und-${code}`) names.set(name, code);
  }
  return names;
}
