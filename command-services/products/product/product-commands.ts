import type { ProductEvent, Variant } from '@shop/shared-events';
import type { Aggregate, ExecuteOptions, Outcome } from '@shop/platform/command-handling/aggregate.ts';
import type { Cause } from '@shop/platform/command-handling/cause.ts';
import { refuse, type Refusal } from '@shop/platform/command-handling/decider.ts';
import { claimAll, firstTaken, type WantedNames } from '../claims/claim-all.ts';
import type { Claims } from '../claims/claims.ts';
import { type ClaimableName, nameOf } from '../claims/names.ts';
import { slugFrom } from '../claims/slug.ts';
import type { CreateProduct, DetailChanges, ProductCommand } from './commands.ts';
import { skuTaken } from './decide.ts';
import type { ProductState } from './state.ts';

export type ProductOutcome = Outcome<ProductState, ProductEvent>;
type Options = ExecuteOptions<ProductState>;
type ClaimingCommand = Extract<ProductCommand, { claims: unknown }>;

export interface NewProduct {
  readonly productId: string;
  readonly name: string;
  /** Made from the name where it is missing. */
  readonly slug?: string | undefined;
  readonly description: string;
  readonly category: string | null;
  readonly variants: readonly Variant[];
}

/** A claim is lost only to a takeover after a pause of a minute: that it happens again and again is out of reason. */
const rounds = 4;

/** The product's commands together with the claims they need. */
export class ProductCommands {
  readonly #products: Aggregate<ProductState, ProductCommand, ProductEvent>;
  readonly #claims: Claims;

  constructor(products: Aggregate<ProductState, ProductCommand, ProductEvent>, claims: Claims) {
    this.#products = products;
    this.#claims = claims;
  }

  /** Refused with `sku-taken`, `slug-taken` (a given one) or `already-exists`; nothing stays claimed then. */
  create({ slug, ...product }: NewProduct, cause: Cause): Promise<ProductOutcome> {
    const like = slugFrom(product.name);
    const skus = product.variants.map(({ sku }): ClaimableName => ({ kind: 'sku', value: sku }));
    const wanted: WantedNames = slug === undefined ? { fixed: skus, slugLike: like } : { fixed: [...skus, slugOf(slug)] };
    const command: CreateProduct = { type: 'CreateProduct', ...product, slug: slug ?? like, claims: 'unclaimed' };
    return this.#holding(product.productId, command, wanted, cause, {});
  }

  /** Refused with `sku-taken` where another product, or this one, has a variant of the SKU. */
  addVariant(productId: string, variant: Variant, cause: Cause, options: Options): Promise<ProductOutcome> {
    const wanted: WantedNames = { fixed: [{ kind: 'sku', value: variant.sku }] };
    return this.#holding(productId, { type: 'AddVariant', variant, claims: 'unclaimed' }, wanted, cause, options);
  }

  /** A new slug is claimed (`slug-taken`) and releases the old one. */
  async updateDetails(productId: string, changes: DetailChanges, cause: Cause, options: Options): Promise<ProductOutcome> {
    const command: ClaimingCommand = { type: 'UpdateProductDetails', changes, claims: 'unclaimed' };
    const { state } = await this.#products.load(productId);
    if (changes.slug === undefined || changes.slug === state.slug) {
      const outcome = await this.#products.execute(productId, { ...command, claims: new Map() }, cause, options);
      // Lost only where the slug was changed by another command at this very moment.
      if (changes.slug === undefined || outcome.accepted || outcome.refusal.code !== 'claim-lost') return outcome;
    }
    // Read before the change: a claim that begins later is another one and stays.
    const old = await this.#claims.held(slugOf(state.slug), productId);
    const outcome = await this.#holding(productId, command, { fixed: [slugOf(changes.slug)] }, cause, options);
    const changed = outcome.accepted && !outcome.replayed && outcome.state.slug !== state.slug;
    if (changed && old) await this.#claims.release(old, productId, cause);
    return outcome;
  }

  /** Commands that claim nothing. */
  execute(
    productId: string,
    command: Exclude<ProductCommand, ClaimingCommand>,
    cause: Cause,
    options: Options,
  ): Promise<ProductOutcome> {
    return this.#products.execute(productId, command, cause, options);
  }

  /** Asks whether the command would be accepted (or was done before), claims, then makes it on the claims. */
  async #holding(
    productId: string,
    command: ClaimingCommand,
    wanted: WantedNames,
    cause: Cause,
    options: Options,
  ): Promise<ProductOutcome> {
    const asked = await this.#products.execute(productId, command, cause, options);
    if (!asked.accepted || asked.replayed) return asked;
    const hopeless = await firstTaken(this.#claims, wanted, productId);
    if (hopeless) return { accepted: false, refusal: taken(hopeless), revision: asked.revision };
    for (let round = 1; ; round++) {
      const all = await claimAll(this.#claims, wanted, productId, cause);
      if ('taken' in all) return { accepted: false, refusal: taken(all.taken), revision: asked.revision };
      const claims = new Map(all.held.map(({ name, revision }) => [nameOf(name), revision]));
      const outcome = await this.#products.execute(productId, onClaims(command, claims, all.slug), cause, options);
      if (outcome.accepted) return outcome;
      // A claim was taken over meanwhile: who has the name now is for the next round to find out.
      if (outcome.refusal.code === 'claim-lost' && round < rounds) continue;
      await this.#claims.releaseFresh(all.held, productId, cause);
      return outcome;
    }
  }
}

function onClaims(command: ClaimingCommand, claims: ReadonlyMap<string, number>, slug: string | null): ClaimingCommand {
  return command.type === 'CreateProduct' && slug !== null ? { ...command, slug, claims } : { ...command, claims };
}

const slugOf = (value: string): ClaimableName => ({ kind: 'slug', value });

function taken({ kind, value }: ClaimableName): Refusal {
  if (kind === 'sku') return skuTaken(value).refused;
  return refuse('slug-taken', `The slug ${value} belongs to another product.`, { slug: value }).refused;
}
