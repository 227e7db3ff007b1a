import type { Cause } from '@shop/platform/command-handling/cause.ts';
import { type ClaimableName, nameOf } from './names.ts';
import type { Claims, HeldClaim } from './claims.ts';
import { suffixed } from './slug.ts';

/** What a command has to hold before it is made. */
export interface WantedNames {
  /** One of them taken, and all is refused. */
  readonly fixed: readonly ClaimableName[];
  /** A slug to start from where any free one like it will do. */
  readonly slugLike?: string;
}

export type AllClaimed =
  { readonly held: readonly HeldClaim[]; readonly slug: string | null } | { readonly taken: ClaimableName };

const suffixes = 50;

/**
 * Claims every name, or none: what was free before is released again. Names are claimed in one order by
 * everybody, so that of two who want the same several, one gets them.
 */
export async function claimAll(claims: Claims, wanted: WantedNames, productId: string, cause: Cause): Promise<AllClaimed> {
  const held: HeldClaim[] = [];
  const giveUp = async (taken: ClaimableName): Promise<AllClaimed> => {
    await claims.releaseFresh(held, productId, cause);
    return { taken };
  };
  for (const name of wanted.fixed.toSorted((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))) {
    const claim = await claims.claim(name, productId, cause);
    if (!claim) return giveUp(name);
    held.push(claim);
  }
  if (wanted.slugLike === undefined) return { held, slug: null };
  const slug = await claimFreeSlug(claims, wanted.slugLike, productId, cause);
  if (!slug) return giveUp({ kind: 'slug', value: wanted.slugLike });
  return { held: [...held, slug], slug: slug.name.value };
}

/** The first name that another product has for good, before anything is claimed. */
export async function firstTaken(claims: Claims, { fixed }: WantedNames, productId: string): Promise<ClaimableName | undefined> {
  const answers = await Promise.all(fixed.map((name) => claims.isTaken(name, productId)));
  return fixed[answers.indexOf(true)];
}

/** The slug itself, else with -2, -3 …; a name so common that none of these is free gets the id behind it. */
async function claimFreeSlug(claims: Claims, slug: string, productId: string, cause: Cause): Promise<HeldClaim | null> {
  const candidates = [
    slug,
    ...Array.from({ length: suffixes - 1 }, (_, index) => suffixed(slug, String(index + 2))),
    suffixed(slug, productId.replaceAll('-', '')),
  ];
  for (const value of candidates) {
    const owner = await claims.ownerOf('slug', value);
    if (owner !== null && owner !== productId) continue;
    const claim = await claims.claim({ kind: 'slug', value }, productId, cause, { takeOver: false });
    if (claim) return claim;
  }
  return null;
}
