/** Longest slug (http-api.md). */
const longest = 100;

/** Letters that do not come apart into a letter and a mark, each with what is written for it. */
const latin = 'ß ss æ ae œ oe ø o đ d ð d þ th ł l ħ h ı i ŋ n';
/** As passports write it: ICAO Doc 9303, part 3. */
const cyrillic =
  'а a б b в v г g д d е e ж zh з z и i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ъ ie ы y э e ю iu я ia і i є ie ґ g';
/** Letter by letter after ELOT 743. */
const greek = 'α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ y φ f χ ch ψ ps ω o';
const letters = pairs(`${latin} ${cyrillic} ${greek}`);

function pairs(text: string): ReadonlyMap<string, string> {
  return new Map([...text.matchAll(/(\S+) (\S+)/g)].map((match): [string, string] => [match[1] ?? '', match[2] ?? '']));
}

/** A slug made of a product's name; `product` where nothing of the name can be written in it. */
export function slugFrom(name: string): string {
  const plain = name
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/['’ь]/g, '')
    .replaceAll('&', ' and ');
  const words = [...plain].map((character) => letters.get(character) ?? character).join('');
  const slug = words.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return cut(slug, longest) || 'product';
}

/** The slug with a suffix, shortened where the two would be too long: `mug`, `2` → `mug-2`. */
export function suffixed(slug: string, suffix: string): string {
  return `${cut(slug, longest - suffix.length - 1)}-${suffix}`;
}

function cut(slug: string, length: number): string {
  return slug.slice(0, length).replace(/-$/, '');
}
